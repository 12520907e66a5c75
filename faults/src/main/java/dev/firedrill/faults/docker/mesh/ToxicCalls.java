package dev.firedrill.faults.docker.mesh;

import com.google.gson.JsonParser;
import dev.firedrill.faults.docker.mesh.Toxic.Stream;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.ToxicList;
import eu.rekawek.toxiproxy.model.ToxicType;
import eu.rekawek.toxiproxy.model.toxic.Bandwidth;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import eu.rekawek.toxiproxy.model.toxic.LimitData;
import eu.rekawek.toxiproxy.model.toxic.SlowClose;
import eu.rekawek.toxiproxy.model.toxic.Timeout;
import java.io.IOException;
import java.util.Locale;

/// Toxics as calls of the Toxiproxy client, and as they are read back.
final class ToxicCalls {
    private static final float ALL_CONNECTIONS = 1;

    private static final String REPORTED =
            """
            {"name": "b", "type": "bandwidth", "stream": "downstream", "toxicity": 1,
             "attributes": {"rate": 1}}
            """;

    private ToxicCalls() {}

    /// Whether the client understands the control API in this process. It changes between small and
    /// capital letters by the rules of the JVM's language, by which `bandwidth` is not written like
    /// that in Turkish: the server would refuse it in the middle of a run.
    static boolean clientWorks() {
        try {
            var json = JsonParser.parseString(REPORTED).getAsJsonObject();
            return ToxicType.createToxic(null, "", json) instanceof Bandwidth;
        } catch (IllegalArgumentException unknownWord) {
            return false;
        }
    }

    static eu.rekawek.toxiproxy.model.Toxic add(ToxicList toxics, Toxic toxic) throws IOException {
        String name = toxic.name();
        ToxicDirection to = direction(toxic.stream());
        return switch (toxic) {
            case Toxic.Latency(_, long latency, long jitter) -> {
                Latency added = toxics.latency(name, to, latency);
                yield jitter == 0 ? added : added.setJitter(jitter);
            }
            case Toxic.Bandwidth(_, long rate) -> toxics.bandwidth(name, to, rate);
            case Toxic.SlowClose(_, long delay) -> toxics.slowClose(name, to, delay);
            case Toxic.ByteLimit(_, long bytes) -> toxics.limitData(name, to, bytes);
            case Toxic.Timeout(_, long timeout) -> toxics.timeout(name, to, timeout);
            case Toxic.Foreign foreign -> throw neverWanted(foreign);
        };
    }

    /// @param present of the same name, so of the same type
    static void update(eu.rekawek.toxiproxy.model.Toxic present, Toxic wanted) throws IOException {
        switch (wanted) {
            case Toxic.Latency(_, long latency, long jitter) ->
                    ((Latency) present).setLatency(latency).setJitter(jitter);
            case Toxic.Bandwidth(_, long rate) -> ((Bandwidth) present).setRate(rate);
            case Toxic.SlowClose(_, long delay) -> ((SlowClose) present).setDelay(delay);
            case Toxic.ByteLimit(_, long bytes) -> ((LimitData) present).setBytes(bytes);
            case Toxic.Timeout(_, long timeout) -> ((Timeout) present).setTimeout(timeout);
            case Toxic.Foreign foreign -> throw neverWanted(foreign);
        }
    }

    private static IllegalArgumentException neverWanted(Toxic toxic) {
        return new IllegalArgumentException("the lab adds no " + toxic.describe());
    }

    static Toxic read(eu.rekawek.toxiproxy.model.Toxic reported) {
        Stream stream =
                switch (reported.getStream()) {
                    case UPSTREAM -> Stream.UPSTREAM;
                    case DOWNSTREAM -> Stream.DOWNSTREAM;
                };
        if (reported.getToxicity() != ALL_CONNECTIONS) {
            return foreign(reported, stream);
        }
        return switch (reported) {
            case Latency one -> new Toxic.Latency(stream, one.getLatency(), one.getJitter());
            case Bandwidth one -> new Toxic.Bandwidth(stream, one.getRate());
            case SlowClose one -> new Toxic.SlowClose(stream, one.getDelay());
            case LimitData one -> new Toxic.ByteLimit(stream, one.getBytes());
            case Timeout one -> new Toxic.Timeout(stream, one.getTimeout());
            default -> foreign(reported, stream);
        };
    }

    private static Toxic foreign(eu.rekawek.toxiproxy.model.Toxic reported, Stream stream) {
        return new Toxic.Foreign(
                stream, reported.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }

    private static ToxicDirection direction(Stream stream) {
        return switch (stream) {
            case UPSTREAM -> ToxicDirection.UPSTREAM;
            case DOWNSTREAM -> ToxicDirection.DOWNSTREAM;
        };
    }
}
