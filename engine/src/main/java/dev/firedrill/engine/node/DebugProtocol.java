package dev.firedrill.engine.node;

import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// DEBUG PROTOCOL: one answer of each kind, for tests of clients. To the byte as redis-server 7.0
/// gives it; what RESP2 has no kind for is given as what comes next to it.
final class DebugProtocol {
    private static final String LARGE = "1234567999999999999999999999999999999";

    private DebugProtocol() {}

    static void answer(NodeCall call) throws Refused {
        ReplyWriter reply = call.reply();
        switch (call.args().text(2).toLowerCase(Locale.ROOT)) {
            case "string" -> reply.bulk("Hello World");
            case "integer" -> reply.integer(12345);
            case "double" -> reply.decimal(3.141);
            case "bignum" -> {
                if (reply.resp3()) {
                    raw(reply, "(" + LARGE + "\r\n");
                } else {
                    reply.bulk(LARGE);
                }
            }
            case "null" -> reply.nil();
            case "array" -> {
                reply.array(3);
                numbers(reply);
            }
            case "set" -> {
                reply.set(3);
                numbers(reply);
            }
            case "map" -> {
                reply.map(3);
                for (int i = 0; i < 3; i++) {
                    reply.integer(i);
                    bool(reply, i == 1);
                }
            }
            case "attrib" -> {
                if (reply.resp3()) {
                    raw(reply, "|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n");
                }
                reply.bulk("Some real reply following the attribute");
            }
            case "push" -> push(reply);
            case "verbatim" -> reply.verbatim("This is a verbatim\nstring");
            case "true" -> bool(reply, true);
            case "false" -> bool(reply, false);
            default ->
                    throw new Refused(
                            "ERR Wrong protocol type name. Please use one of the following:"
                                    + " string|integer|double|bignum|null|array|set|map|attrib|push"
                                    + "|verbatim|true|false");
        }
    }

    private static void push(ReplyWriter reply) throws Refused {
        if (!reply.resp3()) {
            throw new Refused("ERR RESP2 is not supported by this command");
        }
        reply.push(2);
        reply.bulk("server-cpu-usage");
        reply.integer(42);
        reply.bulk("Some real reply following the push reply");
    }

    private static void bool(ReplyWriter reply, boolean value) {
        if (reply.resp3()) {
            raw(reply, value ? "#t\r\n" : "#f\r\n");
        } else {
            reply.integer(value ? 1 : 0);
        }
    }

    private static void raw(ReplyWriter reply, String text) {
        reply.raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void numbers(ReplyWriter reply) {
        for (int i = 0; i < 3; i++) {
            reply.integer(i);
        }
    }
}
