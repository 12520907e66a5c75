package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.adapter.FileNames;
import dev.firedrill.engine.interop.ShellServer.Program;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The names of files are bytes: in redis.conf, on the command line, for the kernel and in every
/// answer, for every directive that names a file and in every locale. Here a character is a byte.
class FileNamesWithRedisTest {
    /// `données` in UTF-8.
    private static final String UTF_8 = "donn\u00c3\u00a9es";

    /// Bytes that are no UTF-8, a blank and a quote.
    private static final String ANY = "d\u00ff n\u00e9\u0080'\u00c3";

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "C.UTF-8, utf8",
        "C.UTF-8, any",
        "C, utf8",
        "C, any",
        "ar_EG.UTF-8, any",
        "tr_TR.UTF-8, utf8",
    })
    void everyNameReachesTheKernelAndComesBack(String locale, String kind) throws Exception {
        RealRedis.assumeInstalled();
        ShellServer.assumeLocale(locale.equals("C.UTF-8") ? "C.utf8" : locale);
        String name = kind.equals("utf8") ? UTF_8 : ANY;

        List<String> theirs = lives(Program.REDIS, locale, name);

        assertThat(lives(Program.ENGINE, locale, name)).containsExactlyElementsOf(theirs);
    }

    private static void write(String name, String text) throws Exception {
        Files.write(FileNames.path(name), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// From a folder of that name, with a configuration of that name, into another one below it;
    /// then once more from elsewhere, by what CONFIG REWRITE has written.
    private List<String> lives(Program program, String locale, String name) throws Exception {
        String root = folder.toString() + "/" + program.name();
        String start = root + "/" + name;
        Files.createDirectories(FileNames.path(start + "/" + name));
        Files.createDirectories(FileNames.path(root + "/elsewhere"));
        write(
                start + "/" + name + ".conf",
                """
                include "../*%1$s.inc"
                dir "%1$s"
                include "../../%1$s.inc"
                dbfilename "%1$s.rdb"
                appendonly yes
                appenddirname "%1$s.d"
                appendfilename "%1$s.aof"
                logfile "%1$s.log"
                pidfile "%1$s.pid"
                unixsocket "%1$s.sock"
                """
                        .replace("%1$s", name));
        write(root + "/" + name + ".inc", "hz 33\nsave 3600 1\n");
        write(root + "/x" + name + ".inc", "timeout 77\n");
        var seen = new ArrayList<String>();
        try (var server =
                ShellServer.start(
                        program,
                        folder,
                        locale,
                        start,
                        List.of(name + ".conf", "--requirepass", "", "--masterauth", name))) {
            for (String command :
                    List.of(
                            "CONFIG GET dir",
                            "CONFIG GET dbfilename",
                            "CONFIG GET appenddirname",
                            "CONFIG GET appendfilename",
                            "CONFIG GET logfile",
                            "CONFIG GET pidfile",
                            "CONFIG GET unixsocket",
                            "CONFIG GET masterauth",
                            "CONFIG GET hz",
                            "CONFIG GET timeout",
                            "SET key " + name.replaceAll("[ ']", "_"),
                            "SAVE",
                            "CONFIG REWRITE")) {
                seen.add(answer(server, root, command));
            }
            seen.add(line(server.ask("INFO server"), "config_file:", root));
            seen.addAll(ShellServer.tree(root));
            seen.add("terminated " + server.terminate());
        }
        seen.addAll(ShellServer.tree(root));
        String text =
                Files.readString(
                        FileNames.path(start + "/" + name + ".conf"), StandardCharsets.ISO_8859_1);
        seen.add(line(text, "dir ", root));
        seen.add(line(text, "dbfilename ", root));
        seen.add(line(text, "appenddirname ", root));
        seen.add(line(text, "unixsocket ", root));
        // The include lines are relative to the folder of the first start, for redis-server too.
        write(start + "/" + name + ".conf", text.replaceAll("(?m)^include .*\n", ""));
        for (Program second : Program.values()) {
            try (var server =
                    ShellServer.start(
                            second,
                            folder,
                            locale,
                            root + "/elsewhere",
                            List.of("../" + name + "/" + name + ".conf"))) {
                seen.add(answer(server, root, "CONFIG GET dir"));
                seen.add(answer(server, root, "GET key"));
                String info = server.ask("INFO server");
                seen.add(line(info, "config_file:", root));
            }
        }
        return seen;
    }

    private static String answer(ShellServer server, String root, String command) throws Exception {
        String answer = server.ask(command);
        // The two roots are not of one length.
        return command + ": " + answer.replace(root, "").replaceAll("\\$[0-9]+", "\\$");
    }

    private static String line(String text, String start, String root) {
        return text.lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElse("no " + start)
                .replace(root, "");
    }

    /// `sun_path` has room for 107 bytes; a relative name may stand in any folder.
    @Test
    void aUnixSocketInADeepFolderIsReached() throws Exception {
        Path deep =
                Files.createDirectories(folder.resolve("x".repeat(100)).resolve("y".repeat(100)));
        try (var server =
                ShellServer.start(
                        Program.ENGINE,
                        folder,
                        "C",
                        deep.toString(),
                        List.of("--unixsocket", "s\u00ff.sock"))) {
            assertThat(ShellServer.tree(deep.toString())).contains("/s\u00ff.sock");
            Path link = Files.createSymbolicLink(folder.resolve("l"), deep);
            Path plain = folder.resolve("s");
            Files.createLink(plain, FileNames.path(FileNames.bytes(link) + "/s\u00ff.sock"));
            assertThat(
                            RealRedis.run(
                                    List.of("redis-cli", "-s", plain.toString(), "CLIENT", "INFO")))
                    .contains("addr=s");
            assertThat(server.terminate()).isZero();
            assertThat(ShellServer.tree(deep.toString())).doesNotContain("/s\u00ff.sock");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {108, 300})
    void aNameThatIsTooLongForASocketIsRefused(int length) throws Exception {
        RealRedis.assumeInstalled();
        var options = List.of("--port", "0", "--unixsocket", "x".repeat(length));
        String refusal = "";
        for (Program program : List.of(Program.REDIS, Program.ENGINE)) {
            var ended = ShellServer.ends(program, folder, "C.UTF-8", folder.toString(), options);
            assertThat(ended.exitCode()).as(ended.printed()).isEqualTo(1);
            String said = ended.printed().strip().lines().reduce("", (_, line) -> line);
            said = said.substring(said.indexOf("# "));
            refusal = refusal.isEmpty() ? said : refusal;
            assertThat(said).isEqualTo(refusal).contains("must be under 108");
        }
    }
}
