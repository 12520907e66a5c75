package dev.firedrill.engine.node;

import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.Locale;

/// DEBUG PROTOCOL: one answer of each kind, for tests of clients.
final class DebugProtocol {
    private DebugProtocol() {}

    static void answer(NodeCall call) throws Refused {
        ReplyWriter reply = call.reply();
        switch (call.args().text(2).toLowerCase(Locale.ROOT)) {
            case "string" -> reply.bulk("Hello World");
            case "integer" -> reply.integer(12345);
            case "double" -> reply.decimal(3.141);
            case "null" -> reply.nil();
            case "array" -> {
                reply.array(3);
                numbers(reply);
            }
            case "set" -> {
                reply.set(3);
                numbers(reply);
            }
            case "verbatim" -> reply.verbatim("This is a verbatim\nstring");
            case "push" -> {
                reply.push(2);
                reply.bulk("server-cpu-usage");
                reply.integer(42);
            }
            default ->
                    throw new Refused(
                            "ERR Wrong protocol type name. Please use one of the following: string,"
                                    + "integer,double,null,array,set,verbatim,push");
        }
    }

    private static void numbers(ReplyWriter reply) {
        for (int i = 0; i < 3; i++) {
            reply.integer(i);
        }
    }
}
