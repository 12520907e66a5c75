package dev.firedrill.engine.interop;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/// Answers to any words as plain lists, texts and numbers, so that two servers can be compared.
final class Answers {
    private Answers() {}

    /// Far beyond what any answer takes, for either server: whoever tests how fast one is has a
    /// deadline of its own. (redis-server walks a table of the length that a damaged value
    /// announced, for seconds.)
    private static final int TIMEOUT_MILLIS = 60_000;

    static Jedis client(int port) {
        // Nor does it say who it is: redis-server 7.0 counts that as two errors.
        var options =
                DefaultJedisClientConfig.builder()
                        .socketTimeoutMillis(TIMEOUT_MILLIS)
                        .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                        .build();
        return new Jedis(new HostAndPort("127.0.0.1", port), options);
    }

    /// A refusal is a text that begins with a dash.
    static @Nullable Object to(Jedis jedis, String... words) {
        byte[][] bytes = new byte[words.length - 1][];
        for (int i = 1; i < words.length; i++) {
            bytes[i - 1] = words[i].getBytes(StandardCharsets.ISO_8859_1);
        }
        byte[] name = words[0].toUpperCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        try {
            return plain(jedis.sendCommand(() -> name, bytes));
        } catch (JedisDataException refused) {
            return "-" + refused.getMessage();
        }
    }

    private static @Nullable Object plain(@Nullable Object answer) {
        return switch (answer) {
            case byte[] text -> new String(text, StandardCharsets.ISO_8859_1);
            case List<?> list -> {
                var plain = new java.util.ArrayList<@Nullable Object>();
                for (Object element : list) {
                    plain.add(plain(element));
                }
                yield plain;
            }
            case JedisDataException refused -> "-" + refused.getMessage();
            case null -> null;
            default -> answer;
        };
    }
}
