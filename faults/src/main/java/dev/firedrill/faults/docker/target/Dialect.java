package dev.firedrill.faults.docker.target;

import dev.firedrill.faults.lab.Target;
import java.util.List;

/// How the docker lab speaks to one kind and version of server: what starts it, which directives
/// and commands it knows, what its log says. Scenarios are written in the words of this project's
/// engine, which are those of redis 7; a dialect puts them into the words of its server.
public interface Dialect {
    /// The image of the engine, as `docker/images` makes it.
    String ENGINE_IMAGE = "firedrill/engine:local";

    /// Of an engine, or of a real server whose version is known.
    static Dialect of(Target target) {
        return switch (target.kind()) {
            case FIREDRILL -> new EngineDialect();
            case REDIS, VALKEY -> ServerDialect.of(target);
            case ASK_IMAGE -> throw new IllegalStateException("nobody has asked " + target);
        };
    }

    /// From which containers are made.
    String image();

    /// What a container runs; empty for the image's own entry point. That of the official images
    /// gives up root, and with it the right to rewrite redis.conf.
    List<String> entryPoint();

    /// What a node of the lab is started with besides its own redis.conf, so that others reach it
    /// and the lab can compare datasets.
    ///
    /// @param name by which other nodes know it; unused where the server cannot announce one
    List<String> labArguments(int port, String folder, String name);

    /// Whether other nodes and logs know a node by the name that [#labArguments] give it.
    boolean announcesNames();

    /// For one node, from its first start on.
    ///
    /// @param configFile the path of redis.conf on the server's command line
    LogDialect log(String configFile);

    /// Whether events are lines of their own in its log, which nobody needs to read as text.
    boolean printsEvents();

    /// A redis.conf in the words of this server. A line that it has no words for becomes a comment
    /// that says so. What is in its words already stays as it is.
    String redisConf(String text);

    /// A command in the words of this server: `REPLICAOF` and directives in `CONFIG SET` had other
    /// names once.
    List<String> command(List<String> words);
}
