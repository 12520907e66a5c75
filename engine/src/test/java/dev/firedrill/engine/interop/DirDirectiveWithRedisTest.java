package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.interop.ShellServer.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `dir` is entered when its line is read: a folder that is none is refused at once, and relative
/// names mean the same files wherever the next start takes place.
class DirDirectiveWithRedisTest {
    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# first\ndir /no/such\n",
                "dir no/such",
                "hz 20\n\ndir file\nport x\n",
                "dir \"\"",
                "dir file/below",
                "dir loop",
                "dir folder\ndir folder\n",
                "dir folder\ninclude other.conf\n",
            })
    void aFolderThatCannotBeEnteredEndsTheStart(String text) throws Exception {
        RealRedis.assumeInstalled();
        Files.writeString(folder.resolve("file"), "");
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        Files.createDirectory(folder.resolve("folder"));
        Files.writeString(folder.resolve("other.conf"), "hz 10\n");
        Files.writeString(folder.resolve("redis.conf"), text);

        var theirs = ends(Program.REDIS, "redis.conf");

        assertThat(ends(Program.ENGINE, "redis.conf")).isEqualTo(theirs);
        assertThat(theirs.exitCode()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such", "file", "folder/../file"})
    void theCommandLineIsRefusedInTheSameWords(String name) throws Exception {
        RealRedis.assumeInstalled();
        Files.writeString(folder.resolve("file"), "");
        Files.createDirectory(folder.resolve("folder"));

        assertThat(ends(Program.ENGINE, "--dir", name))
                .isEqualTo(ends(Program.REDIS, "--dir", name));
    }

    private ShellServer.Ended ends(Program program, String... arguments) throws Exception {
        var ended =
                ShellServer.ends(program, folder, "C.UTF-8", folder.toString(), List.of(arguments));
        String printed =
                ended.printed()
                        .replaceAll("ERROR \\([^)]*\\)", "ERROR")
                        // `pid:C date time # ` before what goes to the log.
                        .replaceAll("(?m)^\\d+:[CM] .* [#*] (?=Fatal)", "")
                        .strip();
        return new ShellServer.Ended(ended.exitCode(), printed);
    }

    /// Relative includes, `dir` twice, CONFIG SET of good and bad folders, CONFIG REWRITE, and a
    /// second start from another folder.
    @Test
    void relativeNamesMeanTheSameFilesWhereverTheServerIsStarted() throws Exception {
        RealRedis.assumeInstalled();
        assertThat(lives(Program.ENGINE)).containsExactlyElementsOf(lives(Program.REDIS));
    }

    private List<String> lives(Program program) throws Exception {
        Path root = Files.createDirectory(folder.resolve(program.name())).toRealPath();
        Path below = Files.createDirectories(root.resolve("a/b"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
        Files.writeString(root.resolve("one.conf"), "dir link\n");
        Files.writeString(root.resolve("a/two.conf"), "dir ./b\n");
        Path conf =
                Files.writeString(
                        root.resolve("redis.conf"),
                        "include one.conf\ninclude two.conf\ndbfilename data.rdb\n"
                                + "enable-protected-configs yes\n");
        var seen = new ArrayList<String>();
        try (var server = startedIn(root, program, "./redis.conf")) {
            for (String command :
                    List.of(
                            "CONFIG GET dir",
                            "SET key first",
                            "SAVE",
                            "CONFIG SET dir /no/such",
                            "CONFIG SET dir \"\"",
                            "CONFIG SET dir data.rdb",
                            "CONFIG SET dir .. dbfilename a/b",
                            "CONFIG GET dir",
                            "CONFIG SET dir .. maxmemory 1mb",
                            "CONFIG GET dir",
                            "CONFIG SET maxmemory 0 dir ./b/../b",
                            "CONFIG GET dir",
                            "CONFIG REWRITE")) {
                seen.add(answer(server, root, command));
            }
            seen.add(server.terminate() + "");
        }
        seen.addAll(ShellServer.tree(root.toString()));
        String text = Files.readString(conf);
        seen.add(
                text.lines()
                        .filter(line -> line.startsWith("dir "))
                        .toList()
                        .toString()
                        .replace(root.toString(), ""));
        Files.writeString(conf, text.replaceAll("(?m)^include .*\n", ""));
        try (var server = startedIn(below, program, "../../redis.conf")) {
            seen.add(answer(server, root, "GET key"));
            seen.add(answer(server, root, "CONFIG GET dir"));
        }
        // The default is the folder of the start, and it too is written down.
        Path plain = Files.writeString(root.resolve("plain.conf"), "hz 10\n");
        try (var server = startedIn(below, program, "../../plain.conf")) {
            seen.add(answer(server, root, "CONFIG GET dir"));
            seen.add(answer(server, root, "SET key second"));
            seen.add(answer(server, root, "CONFIG REWRITE"));
            seen.add(answer(server, root, "SAVE"));
        }
        seen.add(
                Files.readString(plain).replace(root.toString(), "").contains("dir \"/a/b\"") + "");
        try (var server = startedIn(Path.of("/"), program, plain.toString())) {
            seen.add(answer(server, root, "GET key"));
            seen.add(answer(server, root, "CONFIG GET dir"));
        }
        return seen;
    }

    private ShellServer startedIn(Path place, ShellServer.Program program, String conf)
            throws Exception {
        return ShellServer.start(program, folder, "C.UTF-8", place.toString(), List.of(conf));
    }

    private static String answer(ShellServer server, Path root, String command) throws Exception {
        String answer = server.ask(command);
        return command + ": " + answer.replace(root.toString(), "").replaceAll("\\$[0-9]+", "\\$");
    }
}
