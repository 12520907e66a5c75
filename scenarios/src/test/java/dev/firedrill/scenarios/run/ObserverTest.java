package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ObserverTest {
    private static final byte[] INFO =
            "role:master\r\nmaster_repl_offset:7\r\n".getBytes(StandardCharsets.US_ASCII);

    private static long offset(String info) {
        return Observer.offset(Observer.fields(info));
    }

    @Test
    void theOffsetIsThatInTheStreamWhichTheNodeFollows() {
        assertThat(offset("role:master\r\nmaster_repl_offset:7\r\n")).isEqualTo(7);
        // Of redis 7.0: a replica that was synchronised without PSYNC counts from -1 in the other.
        assertThat(
                        offset(
                                "role:slave\r\nslave_repl_offset:3\r\nmaster_replid:x\r\n"
                                        + "master_repl_offset:7\r\n"))
                .isEqualTo(7);
        // Of redis 2.8: a replica without replicas of its own.
        assertThat(offset("role:slave\r\nslave_repl_offset:7\r\nmaster_repl_offset:0\r\n"))
                .isEqualTo(7);
        assertThat(offset("")).isZero();
    }

    private static void passASecond(AtomicLong nowNanos, List<Event> journal) {
        long now = nowNanos.addAndGet(1_000_000_000);
        journal.add(new Event.Sampled(now, "M", Map.of()));
    }

    private static Reply answer(List<?> command) {
        var info = new Reply.Bulk(INFO);
        return command.contains("CONFIG") ? new Reply.Array(List.of(info, info)) : info;
    }

    /// A cluster in which each answer takes a second, and the first node is sampled meanwhile.
    private static Cluster slow(AtomicLong nowNanos, List<Event> journal) {
        return (Cluster)
                Proxy.newProxyInstance(
                        Cluster.class.getClassLoader(),
                        new Class<?>[] {Cluster.class},
                        (_, method, arguments) ->
                                switch (method.getName()) {
                                    case "nodes" -> List.of(new NodeId("M"), new NodeId("R1"));
                                    case "nowNanos" -> nowNanos.get();
                                    case "admin" -> {
                                        passASecond(nowNanos, journal);
                                        yield Optional.of(answer((List<?>) arguments[2]));
                                    }
                                    case "redisConf" -> {
                                        passASecond(nowNanos, journal);
                                        yield "save \"\"\n";
                                    }
                                    case "fileBytes" -> {
                                        passASecond(nowNanos, journal);
                                        yield OptionalLong.of(7);
                                    }
                                    case "onLoop" -> {
                                        ((Runnable) arguments[0]).run();
                                        yield null;
                                    }
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                });
    }

    @Test
    void datasetsStandInTheJournalInTheOrderOfItsTimes() {
        var journal = new ArrayList<Event>();
        var observer = new Observer(slow(new AtomicLong(), journal), journal::add);

        observer.datasets(Moment.FINAL);

        assertThat(journal).hasAtLeastOneElementOfType(Event.DatasetObserved.class);
        assertThat(journal).extracting(Event::atNanos).isSorted();
    }

    @Test
    void whatTakesLongToObserveStandsInTheJournalInTheOrderOfItsTimes() {
        var journal = new ArrayList<Event>();
        var observer = new Observer(slow(new AtomicLong(), journal), journal::add);

        observer.observe(new NodeId("M"), Moment.FINAL);
        observer.redisConfs(Moment.FINAL);

        assertThat(journal)
                .hasAtLeastOneElementOfType(Event.ConfigObserved.class)
                .hasAtLeastOneElementOfType(Event.ConfigFileObserved.class)
                .hasAtLeastOneElementOfType(Event.FileObserved.class)
                .hasAtLeastOneElementOfType(Event.DatasetObserved.class);
        assertThat(journal).extracting(Event::atNanos).isSorted();
    }
}
