package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.adapter.FileNames;
import dev.firedrill.engine.resp.Reply;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// An environment in which the engine has to behave as anywhere else: how a server is started in
/// it, and what happens around the server while it runs.
interface Surroundings extends AutoCloseable {
    /// @param plain a start of the engine in a folder of its own, without arguments
    /// @param options directives of redis.conf and their values
    ServerStart around(ServerStart plain, Map<String, String> options) throws IOException;

    default List<String> flags() throws IOException {
        return EngineProgram.QUICK;
    }

    /// The commands that make sense here.
    default List<List<String>> commands(List<List<String>> drawn) {
        return drawn;
    }

    /// Sees every command before the engine does.
    default Peer between(Peer engine, int port) throws IOException {
        return engine;
    }

    /// The server is where it should be: an environment that is not there proves nothing.
    void verify(Process engine) throws IOException;

    @Override
    default void close() throws IOException {}

    private static List<String> words(Map<String, String> options) {
        var words = new ArrayList<String>();
        options.forEach((name, value) -> words.addAll(List.of("--" + name, value)));
        return words;
    }

    private static String proc(Process engine, String file) throws IOException {
        return Files.readString(
                Path.of("/proc/" + engine.pid() + "/" + file), StandardCharsets.ISO_8859_1);
    }

    /// Variables that name a locale, and no others.
    record InLocale(Map<String, String> variables) implements Surroundings {
        @Override
        public ServerStart around(ServerStart plain, Map<String, String> options) {
            return plain.with(variables).arguments(words(options));
        }

        @Override
        public void verify(Process engine) throws IOException {
            List<String> seen = List.of(proc(engine, "environ").split("\0", -1));
            variables.forEach((name, value) -> assertThat(seen).contains(name + "=" + value));
        }
    }

    /// All that are left for clients are taken by clients.
    record FewDescriptors(int descriptors, List<Socket> idle) implements Surroundings {
        FewDescriptors(int descriptors) {
            this(descriptors, new ArrayList<>());
        }

        @Override
        public ServerStart around(ServerStart plain, Map<String, String> options) {
            return plain.after("ulimit -n " + descriptors).arguments(words(options));
        }

        @Override
        public Peer between(Peer engine, int port) throws IOException {
            for (int i = 0; i < descriptors; i++) {
                idle.add(RawBytes.connect(port));
            }
            return engine;
        }

        @Override
        public void verify(Process engine) throws IOException {
            assertThat(proc(engine, "limits"))
                    .containsPattern("Max open files +" + descriptors + " +" + descriptors + " ");
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    /// The options of the image in a control group, and long values.
    record Container(MemoryGroup group) implements Surroundings {
        @Override
        public List<String> flags() throws IOException {
            return ImageFlags.ofTheJvm();
        }

        @Override
        public ServerStart around(ServerStart plain, Map<String, String> options) {
            return plain.after(group.join()).arguments(words(options));
        }

        @Override
        public List<List<String>> commands(List<List<String>> drawn) {
            return withLongValues(drawn);
        }

        @Override
        public void verify(Process engine) throws IOException {
            assertThat(group.has(engine)).isTrue();
        }

        @Override
        public void close() {
            group.close();
        }
    }

    /// The same where no control group may be made: only the JVM and the engine know of the limit.
    record ToldOfContainer(int megabytes) implements Surroundings {
        @Override
        public List<String> flags() throws IOException {
            return EngineProgram.flagsInImage(megabytes);
        }

        @Override
        public ServerStart around(ServerStart plain, Map<String, String> options) {
            return plain.arguments(words(options));
        }

        @Override
        public List<List<String>> commands(List<List<String>> drawn) {
            return withLongValues(drawn);
        }

        @Override
        public void verify(Process engine) throws IOException {
            assertThat(proc(engine, "cmdline")).contains("-XX:MaxRAM=" + megabytes + "m");
        }
    }

    private static List<List<String>> withLongValues(List<List<String>> drawn) {
        var commands = new ArrayList<>(drawn);
        commands.add(List.of("DISCARD"));
        commands.add(List.of("SET", "long", "a".repeat(100_000_000)));
        commands.add(List.of("SET", "long", "b".repeat(30_000_000)));
        commands.add(List.of("APPEND", "long", "c".repeat(10_000_000)));
        commands.add(List.of("STRLEN", "long"));
        return commands;
    }

    /// Arguments, a file or standard input: each word of `form` stands where a user would put it.
    record Configured(Form form, Path folder) implements Surroundings {
        enum Form {
            ONE_ARGUMENT_EACH,
            FILE,
            STANDARD_INPUT,
            /// A relative file in the folder of the start, whose name is not English, and the data
            /// in a folder below it that has the same name.
            FILE_IN_START_FOLDER
        }

        /// `données` in UTF-8.
        private static final String FRENCH = "donn\u00c3\u00a9es";

        @Override
        public ServerStart around(ServerStart plain, Map<String, String> options)
                throws IOException {
            return switch (form) {
                case ONE_ARGUMENT_EACH ->
                        plain.arguments(
                                options.entrySet().stream()
                                        .map(option -> "--" + line(option))
                                        .toList());
                case FILE -> plain.arguments(List.of(written(options).toString()));
                case STANDARD_INPUT -> plain.reading(written(options)).arguments(List.of("-"));
                case FILE_IN_START_FOLDER -> {
                    String start = folder + "/" + FRENCH;
                    Path data = FileNames.path(start + "/" + FRENCH);
                    Files.createDirectories(data);
                    var moved = new LinkedHashMap<>(options);
                    moved.put("dir", FRENCH);
                    Files.move(
                            written(moved),
                            data.resolveSibling("redis.conf"),
                            StandardCopyOption.REPLACE_EXISTING);
                    yield plain.in(start)
                            .with(Map.of("LANG", "C"))
                            .arguments(List.of("redis.conf"));
                }
            };
        }

        private static String line(Map.Entry<String, String> option) {
            String value = option.getValue();
            return option.getKey() + " " + (value.isEmpty() ? "\"\"" : value);
        }

        private Path written(Map<String, String> options) throws IOException {
            var lines = new StringBuilder();
            options.entrySet().forEach(option -> lines.append(line(option)).append('\n'));
            return Files.writeString(
                    folder.resolve("written.conf"), lines, StandardCharsets.ISO_8859_1);
        }

        @Override
        public void verify(Process engine) throws IOException {
            String arguments = proc(engine, "cmdline").split("ServerMain\0", -1)[1];
            assertThat(arguments)
                    .startsWith(
                            switch (form) {
                                case ONE_ARGUMENT_EACH -> "--port ";
                                case FILE -> folder.resolve("written.conf").toString();
                                case STANDARD_INPUT -> "-\0";
                                case FILE_IN_START_FOLDER -> "redis.conf\0";
                            });
        }
    }

    /// A wall clock that jumps forward by an hour while commands run, and later back by two. Expiry
    /// times that are relative would differ from those of a server on the true clock.
    record SteppedClock(FakeClock clock) implements Surroundings {
        private static final List<String> RELATIVE =
                List.of("EXPIRE", "PEXPIRE", "TTL", "PTTL", "SETEX", "PSETEX", "EX", "PX");

        @Override
        public ServerStart around(ServerStart plain, Map<String, String> options) {
            return plain.with(clock.variables()).arguments(words(options));
        }

        @Override
        public List<List<String>> commands(List<List<String>> drawn) {
            return drawn.stream().filter(command -> !relative(command)).toList();
        }

        private static boolean relative(List<String> command) {
            return command.stream()
                    .map(word -> word.toUpperCase(Locale.ROOT))
                    .anyMatch(RELATIVE::contains);
        }

        @Override
        public Peer between(Peer engine, int port) {
            return new SteppingPeer(engine, clock, port);
        }

        @Override
        public void verify(Process engine) throws IOException {
            assertThat(proc(engine, "maps")).contains("libfaketime");
        }
    }

    /// Steps the clock before two of the commands.
    final class SteppingPeer implements Peer {
        private static final int FIRST_STEP = 300;
        private static final int SECOND_STEP = 600;

        private final Peer peer;
        private final FakeClock clock;
        private final int port;
        private int asked;

        private SteppingPeer(Peer peer, FakeClock clock, int port) {
            this.peer = peer;
            this.clock = clock;
            this.port = port;
        }

        @Override
        public Reply ask(List<String> command) throws IOException {
            asked++;
            if (asked == FIRST_STEP) {
                clock.step(3600, port);
            } else if (asked == SECOND_STEP) {
                clock.step(-3600, port);
            }
            return peer.ask(command);
        }

        @Override
        public String kind() {
            return peer.kind();
        }

        @Override
        public void close() throws IOException {
            peer.close();
        }
    }
}
