package dev.firedrill.engine.resp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Commands as they go over the wire, into the append-only file and into the replication stream: an
/// array of bulk strings.
public final class CommandEncoder {
    private CommandEncoder() {}

    public static byte[] encode(List<byte[]> arguments) {
        var writer = new ReplyWriter();
        writer.array(arguments.size());
        for (byte[] argument : arguments) {
            writer.bulk(argument);
        }
        return writer.toByteArray();
    }

    public static byte[] encodeWords(List<String> arguments) {
        return encode(
                arguments.stream().map(word -> word.getBytes(StandardCharsets.UTF_8)).toList());
    }
}
