package dev.firedrill.engine.command;

import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;

/// What a client waits for whose command found nothing under its keys. It outlives the call, so it
/// holds copies of what was typed.
public interface Blocking {
    /// In the order in which they are looked at.
    List<byte[]> keys();

    ValueType wanted();

    /// 0 is for ever.
    long timeoutMillis();

    /// Takes what is wanted from the key, which holds some, and answers.
    void serve(Call call, byte[] key, int entry) throws Refused;

    /// Where a client must not wait, for example inside of a transaction.
    default void answerWithoutWaiting(ReplyWriter reply) {
        reply.nilArray();
    }

    /// What waits once nothing was there at once: for most the same. By the time it is served
    /// nobody knows any more how it was typed.
    default Blocking waiting() {
        return this;
    }

    /// Serves from the first key that has something, or lets the client wait.
    static void serveOrWait(Call call, Blocking blocking) throws Refused {
        Database database = call.database();
        for (byte[] key : blocking.keys()) {
            int entry = database.find(key, call.nowMillis());
            if (entry == Database.NONE) {
                continue;
            }
            if (database.type(entry) != blocking.wanted()) {
                throw Refused.wrongType();
            }
            blocking.serve(call, key, entry);
            return;
        }
        call.block(blocking.waiting());
    }

    /// The same for commands that look twice at a key that has something, which counts as two uses:
    /// once whether to wait, and again as the command that does not.
    static void lookThenServeOrWait(Call call, Blocking blocking) throws Refused {
        Database database = call.database();
        for (byte[] key : blocking.keys()) {
            int entry = database.findQuietly(key, 0, key.length, call.nowMillis());
            if (entry != Database.NONE) {
                if (database.type(entry) == blocking.wanted()) {
                    database.find(key, call.nowMillis());
                }
                break;
            }
        }
        serveOrWait(call, blocking);
    }

    static long timeoutMillis(Call call, int index) throws Refused {
        String text = call.args().text(index);
        boolean begins = !text.isEmpty() && !Character.isWhitespace(text.charAt(0));
        Double seconds = begins ? Decimals.parse(text) : null;
        if (seconds == null || seconds.isNaN()) {
            throw new Refused("ERR timeout is not a float or out of range");
        }
        double millis = Math.ceil(seconds * 1000);
        // What no 64-bit integer holds has turned negative by the time Redis looks at it.
        if (millis < 0 || millis >= Long.MAX_VALUE) {
            throw new Refused("ERR timeout is negative");
        }
        if ((long) millis > Long.MAX_VALUE - call.nowMillis()) {
            throw new Refused("ERR timeout is out of range");
        }
        return (long) millis;
    }

    /// The keys at these places of the command.
    static List<byte[]> keys(Call call, int from, int end) {
        var keys = new ArrayList<byte[]>();
        for (int i = from; i < end; i++) {
            keys.add(call.args().copy(i));
        }
        return keys;
    }
}
