package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.interop.ShellServer.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the locale, the engine answers, names its files and says in its log what redis-server
/// does: in Egypt and Iran with their own digits, in Germany with a comma in numbers, in Turkey
/// with a dotless lower case of I.
class LocalesWithRedisTest {
    /// Numbers of every kind on their way into text and back, and words that are compared without
    /// regard to case.
    private static final List<String> COMMANDS =
            List.of(
                    "ZADD z 1e300 b 0.1 c 1e-7 d -2.5 e 17 f",
                    "ZRANGE z 0 -1 WITHSCORES",
                    "ZINCRBY z 3.0e100 f",
                    "INCRBYFLOAT n 1234567.891",
                    "INCRBYFLOAT n 1e17",
                    "HINCRBYFLOAT h f 0.1",
                    "SETRANGE s 12 x",
                    "INCRBY i 1234567",
                    "HSETNX H I 1",
                    "OBJECT ENCODING i",
                    "CONFIG SET APPENDFSYNC ALWAYS",
                    "CONFIG SET MAXMEMORY-POLICY VOLATILE-LFU",
                    "CONFIG SET lIst-max-lIstpack-sIze 7",
                    "CONFIG GET list-max-LISTPACK-SIZ?",
                    "CONFIG SET maxmemory 1234MIB",
                    "CONFIG SET timeout 99999999999999",
                    "CLIENT KILL TYPE INVALID",
                    "SET k v EX 1234567 NX",
                    "GETEX k PXAT 99999999999999",
                    "EXPIRETIME k",
                    "SINTERSTORE a b c",
                    "LPOS i i RANK 0",
                    "COMMAND COUNTS",
                    "BITCOUNT i 0 I",
                    "SSCAN I 0 COUNT 1234567",
                    "LATENCY HISTOGRAM II",
                    "UNKNOWNI 1",
                    "BGREWRITEAOF");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"ar_EG.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "fa_IR.UTF-8", "C", "C.UTF-8"})
    void theLocaleChangesNoAnswerNoFileNameAndNoLogLine(String locale) throws Exception {
        RealRedis.assumeInstalled();
        ShellServer.assumeLocale(locale.equals("C.UTF-8") ? "C.utf8" : locale);
        List<String> theirs = twoLives(Program.REDIS, locale);
        assertThat(twoLives(Program.ENGINE, locale)).containsExactlyElementsOf(theirs);
    }

    /// Every answer, the names in the folder, and the same again after a restart.
    private List<String> twoLives(Program program, String locale) throws Exception {
        Path own = Files.createDirectory(folder.resolve(program.name()));
        var seen = new ArrayList<String>();
        var options = List.of("--appendonly", "yes", "--save", "");
        try (var server = ShellServer.start(program, folder, locale, own.toString(), options)) {
            for (String command : COMMANDS) {
                seen.add(command + " " + server.ask(command));
            }
            awaitRewritten(server);
            seen.add("terminated " + server.terminate());
            assertEnglish(program, server);
        }
        seen.addAll(ShellServer.tree(own.toString()));
        seen.add(Files.readString(own.resolve("appendonlydir/appendonly.aof.manifest")));
        try (var server = ShellServer.start(program, folder, locale, own.toString(), options)) {
            for (String command :
                    List.of("ZRANGE z 0 -1 WITHSCORES", "GET n", "GET i", "EXPIRETIME k")) {
                seen.add(server.ask(command));
            }
            assertEnglish(program, server);
        }
        return seen;
    }

    private static void awaitRewritten(ShellServer server) {
        org.awaitility.Awaitility.await("the AOF is rewritten")
                .atMost(20, java.util.concurrent.TimeUnit.SECONDS)
                .until(() ->
                        info(server).contains("aof_base_size:")
                                && info(server).contains("aof_rewrite_in_progress:0")
                                && info(server).contains("aof_last_bgrewrite_status:ok")
                                && info(server).contains("aof_rewrites:1"));
    }

    private static String info(ShellServer server) throws IOException {
        return server.ask("INFO everything");
    }

    /// A digit of another script would be a byte of UTF-8 or a question mark.
    private static void assertEnglish(Program program, ShellServer server) throws IOException {
        if (program == Program.ENGINE) {
            assertThat(server.printed()).matches("[\\p{ASCII}&&[^?]]*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar_EG.UTF-8", "de_DE.UTF-8", "fa_IR.UTF-8"})
    void figuresForMonitoringAreWrittenInPlainDigits(String locale) throws Exception {
        ShellServer.assumeLocale(locale);
        try (var server =
                ShellServer.start(
                        Program.ENGINE,
                        folder,
                        locale,
                        folder.toString(),
                        List.of("--maxmemory", "123456789"))) {
            for (String command :
                    List.of(
                            "INFO everything",
                            "CLIENT LIST",
                            "MEMORY DOCTOR",
                            "LATENCY DOCTOR",
                            "MEMORY STATS",
                            "SLOWLOG GET",
                            "COMMAND DOCS INCRBYFLOAT",
                            "CONFIG GET *")) {
                assertThat(server.ask(command))
                        .as(command)
                        .matches("(?s)\\p{ASCII}*")
                        .doesNotContainPattern("[0-9],[0-9]+[MKG%]");
            }
            assertThat(server.ask("INFO everything"))
                    .contains("maxmemory_human:117.74M\r\n")
                    .containsPattern("used_memory_peak_perc:[0-9]+\\.[0-9]{2}%\r\n");
        }
    }

    /// Java gives the system's text of an error only, in the language of the locale.
    @ParameterizedTest
    @ValueSource(strings = {"de_DE.UTF-8", "tr_TR.UTF-8", "C"})
    void theReasonsOfTheSystemAreThoseThatRedisGives(String locale) throws Exception {
        RealRedis.assumeInstalled();
        ShellServer.assumeLocale(locale);
        assertThat(refusals(Program.ENGINE, locale))
                .containsExactlyElementsOf(refusals(Program.REDIS, locale));
    }

    private List<String> refusals(Program program, String locale) throws Exception {
        Path own = Files.createDirectory(folder.resolve(program.name()));
        Path conf = Files.writeString(own.resolve("redis.conf"), "save \"\"\n");
        Files.writeString(own.resolve("file"), "");
        var seen = new ArrayList<String>();
        try (var server =
                ShellServer.start(
                        program,
                        folder,
                        locale,
                        own.toString(),
                        List.of("redis.conf", "--enable-protected-configs", "yes"))) {
            Files.delete(conf);
            Files.createDirectory(conf);
            for (String command :
                    List.of("CONFIG REWRITE", "CONFIG SET dir /no/such", "CONFIG SET dir file/x")) {
                seen.add(server.ask(command));
            }
            var taken =
                    ShellServer.ends(
                            program,
                            folder,
                            locale,
                            own.toString(),
                            List.of("--port", Integer.toString(server.port())));
            seen.add("port taken, exit " + taken.exitCode());
            assertThat(taken.printed()).contains("bind: Address already in use");
        }
        for (String options :
                List.of(
                        "--dir file",
                        "--logfile /no/such/log",
                        "--logfile " + own,
                        "nosuch.conf")) {
            var ended =
                    ShellServer.ends(
                            program, folder, locale, own.toString(), List.of(options.split(" ")));
            seen.add(ended.exitCode() + " " + reason(ended.printed()));
        }
        return seen;
    }

    private static String reason(String printed) {
        String last = printed.strip().lines().reduce("", (_, line) -> line);
        return last.substring(last.lastIndexOf(": ") + 1).strip();
    }
}
