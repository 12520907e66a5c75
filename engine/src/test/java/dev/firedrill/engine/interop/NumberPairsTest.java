package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two numbers of one command, each near a limit or near the size of what it counts in: sums and
/// differences of such pairs leave every range of numbers. The same answer and the same data as
/// redis-server 7.0. A string may have a megabyte, so that the limit is among the numbers.
class NumberPairsTest {
    private static final List<String> NUMBERS =
            List.of(
                    "-9223372036854775808",
                    "-9223372036854775807",
                    "-4611686018427387905",
                    "-2147483649",
                    "-2147483648",
                    "-11",
                    "-10",
                    "-3",
                    "-1",
                    "0",
                    "1",
                    "4",
                    "9",
                    "10",
                    "1048575",
                    "1048576",
                    "2147483647",
                    "2147483648",
                    "4294967295",
                    "4294967296",
                    "4611686018427387904",
                    "9223372036854775806",
                    "9223372036854775807");

    /// `%s` is a number. Every collection has ten elements.
    private static final List<String> COMMANDS =
            List.of(
                    "GETRANGE s %s %s",
                    "SUBSTR s %s %s",
                    "BITCOUNT s %s %s",
                    "BITCOUNT s %s %s BIT",
                    "BITPOS s 1 %s %s",
                    "BITPOS s 0 %s %s",
                    "BITPOS s 1 %s %s BIT",
                    "BITPOS s 0 %s %s BIT",
                    "LRANGE l %s %s",
                    "LTRIM l %s %s",
                    "LPOS l e3 RANK %s COUNT %s",
                    "LPOS l e3 RANK %s MAXLEN %s",
                    "LMPOP %s l LEFT COUNT %s",
                    "ZMPOP %s z MIN COUNT %s",
                    "ZRANGE z %s %s",
                    "ZRANGE z %s %s REV",
                    "ZREVRANGE z %s %s",
                    "ZRANGE z %s %s BYSCORE",
                    "ZRANGESTORE d z %s %s",
                    "ZRANGEBYSCORE z -inf +inf LIMIT %s %s",
                    "ZREVRANGEBYSCORE z +inf -inf LIMIT %s %s",
                    "ZRANGEBYLEX z - + LIMIT %s %s",
                    "ZRANGE z -inf +inf BYSCORE LIMIT %s %s",
                    "ZRANGE z +inf -inf BYSCORE REV LIMIT %s %s",
                    "ZREMRANGEBYRANK z %s %s",
                    "ZREMRANGEBYSCORE z %s %s",
                    "ZCOUNT z %s %s",
                    "ZINTERCARD %s z LIMIT %s",
                    "SINTERCARD %s t LIMIT %s",
                    "ZUNIONSTORE d %s z WEIGHTS %s",
                    "ZINTERSTORE d %s z WEIGHTS %s",
                    "ZDIFF %s z %s",
                    "BITFIELD s GET u8 %s INCRBY i8 0 %s",
                    "BITFIELD s OVERFLOW SAT INCRBY i64 0 %s INCRBY i64 0 %s",
                    "BITFIELD s OVERFLOW FAIL INCRBY u63 0 %s INCRBY u63 0 %s",
                    "BITFIELD s GET u8 #%s INCRBY i16 #0 %s",
                    "BITFIELD s GET i64 #%s",
                    "SWAPDB %s %s",
                    "LCS s n IDX MINMATCHLEN %s WITHMATCHLEN",
                    "EXPIRE s %s",
                    "GETEX s EX %s",
                    "GETEX s PX %s",
                    "LREM l %s e3",
                    "LINDEX l %s",
                    "LSET l %s v",
                    "LPOP l %s",
                    "RPOP l %s",
                    "SPOP none %s",
                    "ZPOPMIN z %s",
                    "ZPOPMAX z %s",
                    "GETBIT s %s",
                    "SETBIT s %s 1",
                    "SETRANGE s %s v",
                    "SETRANGE none %s vw",
                    "BITFIELD s SET u8 %s 255",
                    "BITFIELD s SET u63 #%s 255",
                    "COPY s d DB %s",
                    "MOVE s %s",
                    "SELECT %s",
                    "INCRBY n %s",
                    "DECRBY n %s",
                    "HINCRBY h f %s",
                    "INCRBYFLOAT n %s",
                    "HINCRBYFLOAT h f %s",
                    "ZINCRBY z %s e3",
                    "ZADD z INCR %s e3",
                    "MEMORY USAGE none SAMPLES %s",
                    "SLOWLOG GET %s",
                    "HSCAN none 0 COUNT %s",
                    "HSCAN none %s",
                    "SRANDMEMBER none %s",
                    "HRANDFIELD none %s",
                    "ZRANDMEMBER none %s",
                    "ZRANDMEMBER none %s WITHSCORES",
                    "WAIT %s 1",
                    "WAIT 0 %s",
                    "SSCAN none 0 COUNT %s",
                    "OBJECT FREQ none %s");

    private static final List<String> FRESH =
            List.of(
                    "SELECT 0",
                    "FLUSHALL",
                    "CONFIG SET proto-max-bulk-len 1048576",
                    "CONFIG SET slowlog-log-slower-than -1",
                    "SLOWLOG RESET",
                    "SET n 10",
                    "SET s hello-worl",
                    "RPUSH l e0 e1 e2 e3 e4 e5 e6 e7 e8 e9",
                    "SADD t e0 e1 e2 e3 e4 e5 e6 e7 e8 e9",
                    "HSET h f 5",
                    "ZADD z 0 e0 1 e1 2 e2 3 e3 4 e4 5 e5 6 e6 7 e7 8 e8 9 e9");

    @TempDir private Path here;
    @TempDir private Path there;

    @Test
    void everyPairIsTakenOrRefusedAsRedisDoes() throws Exception {
        RealRedis.assumeInstalled();
        var found = new ArrayList<String>();
        try (var redis = RealRedis.start(there);
                var engine = RunningEngine.start(here, "--save", "");
                var ours = new Side(Peer.connect(engine.port()));
                var theirs = new Side(Peer.connect(redis.port()))) {
            for (String command : said()) {
                String one = ours.answers(command, engine::throwWhatItDiedOf);
                String other = theirs.answers(command, () -> {});
                if (!one.equals(other)) {
                    found.add("%s: %s, there: %s".formatted(command, one, other));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    /// A server that always has the same data when a command is put to it.
    private static final class Side implements AutoCloseable {
        private final Peer peer;
        private final String fresh;
        private String digest;

        Side(Peer peer) throws IOException {
            this.peer = peer;
            fill();
            fresh = digest();
            digest = fresh;
        }

        private void fill() throws IOException {
            for (String command : FRESH) {
                peer.ask(command.split(" "));
            }
        }

        private String digest() throws IOException {
            return ReplyText.of(peer.ask("DEBUG", "DIGEST"));
        }

        /// What it says, and what data it has then.
        ///
        /// @param onSilence may say more of a server that does not answer
        String answers(String command, Runnable onSilence) throws IOException {
            if (!digest.equals(fresh)) {
                fill();
            }
            try {
                String reply = ReplyText.of(peer.ask(command.split(" ")));
                peer.ask("SELECT", "0");
                digest = digest();
                return reply + " " + digest;
            } catch (IOException silence) {
                onSilence.run();
                throw new IOException("no answer to " + command, silence);
            }
        }

        @Override
        public void close() throws IOException {
            peer.close();
        }
    }

    private static List<String> said() {
        var said = new ArrayList<String>();
        for (String command : COMMANDS) {
            boolean pair = command.indexOf("%s") != command.lastIndexOf("%s");
            for (String first : NUMBERS) {
                for (String second : pair ? NUMBERS : List.of("")) {
                    said.add(command.formatted(first, second));
                }
            }
        }
        return said;
    }
}
