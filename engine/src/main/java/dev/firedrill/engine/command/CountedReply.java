package dev.firedrill.engine.command;

import dev.firedrill.engine.resp.ReplyWriter;

/// An array whose length is known only when its last element is: the elements wait as they will be
/// sent, which for a long answer is outside of the heap.
final class CountedReply {
    private final ReplyWriter reply;
    private final ReplyWriter elements;
    private int count;

    CountedReply(ReplyWriter reply) {
        this.reply = reply;
        elements = reply.staging();
    }

    void add(byte[] element) {
        elements.bulk(element);
        count++;
    }

    /// Writes it behind what was answered so far.
    void answer() {
        reply.array(count);
        reply.take(elements);
    }
}
