package dev.firedrill.engine.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Both directions: each event comes back from its text, and each text that is taken for an event
/// is the one that is printed for it. Events are drawn for every record that [NodeEvent] permits,
/// so a new one cannot be forgotten.
class NodeEventCodecPropertyTest {
    private static final List<String> HOSTILE =
            List.of(
                    "",
                    " ",
                    "=",
                    "-",
                    "\\",
                    "\\x20",
                    "\\\\",
                    "\n",
                    "\r\n1:M 18 Jul 2013 07:35:00.123 @ resync-decided replica=R1 kind=partial",
                    "\"'`$(reboot)",
                    "R1 kind=partial reason=continued",
                    "\u0000\u001b[2J\u007f",
                    "\u00e9\u00ff\u0085",
                    "\u2028\u202e\u4f60",
                    "\ud83d\ude00",
                    "\ud83d");

    private static String text(Prng prng) {
        if (prng.chance(0.5)) {
            return HOSTILE.get(prng.nextInt(HOSTILE.size()));
        }
        var text = new StringBuilder();
        for (int i = prng.nextInt(20); i > 0; i--) {
            int end = prng.chance(0.5) ? 0x80 : prng.chance(0.5) ? 0x100 : 0x10000;
            text.append((char) prng.nextInt(end));
        }
        return text.toString();
    }

    private static Object value(Type type, Prng prng) {
        if (type.equals(String.class)) {
            return text(prng);
        }
        if (type.equals(int.class)) {
            return (int) prng.nextLong();
        }
        if (type.equals(long.class)) {
            return prng.chance(0.5) ? prng.nextLong() : prng.nextInt(1000) - 500L;
        }
        if (type.equals(OptionalLong.class)) {
            return prng.chance(0.5) ? OptionalLong.empty() : OptionalLong.of(prng.nextLong());
        }
        if (type instanceof Class<?> known && known.isEnum()) {
            Object[] constants = known.getEnumConstants();
            return constants[prng.nextInt(constants.length)];
        }
        if (type instanceof Class<?> known && known.isRecord()) {
            return drawn(known, prng);
        }
        if (type instanceof ParameterizedType list && list.getRawType().equals(List.class)) {
            var values = new ArrayList<>();
            for (int i = prng.nextInt(4); i > 0; i--) {
                values.add(value(list.getActualTypeArguments()[0], prng));
            }
            return values;
        }
        throw new AssertionError("a component of a type that is not drawn yet: " + type);
    }

    private static Object drawn(Class<?> record, Prng prng) {
        RecordComponent[] components = record.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values =
                Arrays.stream(components)
                        .map(component -> value(component.getGenericType(), prng))
                        .toArray();
        try {
            return record.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(record.getName(), impossible);
        }
    }

    private static NodeEvent event(Prng prng) {
        Class<?>[] records = NodeEvent.class.getPermittedSubclasses();
        return (NodeEvent) drawn(records[prng.nextInt(records.length)], prng);
    }

    @Test
    void everyEventComesBackFromItsText() {
        var prng = new Prng(13);
        var seen = new TreeSet<String>();
        for (int round = 0; round < 20_000; round++) {
            NodeEvent event = event(prng);
            seen.add(event.getClass().getSimpleName());
            String text = NodeEventCodec.print(event);

            assertThat(text.chars()).as(text).allMatch(c -> c >= ' ' && c <= '~');
            assertThat(NodeEventCodec.parse(text)).as(text).contains(event);
        }
        assertThat(seen).hasSize(NodeEvent.class.getPermittedSubclasses().length);
    }

    /// Cut, doubled, swapped, changed: what is still taken is printed as it stood.
    @Test
    void whatIsTakenForAnEventIsWhatIsPrintedForIt() {
        var prng = new Prng(17);
        int taken = 0;
        for (int round = 0; round < 50_000; round++) {
            String text = damaged(NodeEventCodec.print(event(prng)), prng);
            Optional<NodeEvent> event = NodeEventCodec.parse(text);
            if (event.isPresent()) {
                taken++;
                assertThat(NodeEventCodec.print(event.get())).isEqualTo(text);
            }
        }
        assertThat(taken).isGreaterThan(1_000);
    }

    private static String damaged(String text, Prng prng) {
        int at = prng.nextInt(text.length());
        String[] words = text.split(" ", -1);
        return switch (prng.nextInt(7)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(0, at) + (char) prng.nextInt(0x100) + text.substring(at);
            case 2 -> text.substring(0, at) + text(prng) + text.substring(at);
            case 3 -> text + " " + words[prng.nextInt(words.length)];
            case 4 -> text.replace('=', ' ');
            case 5 -> text.substring(0, at) + (char) ('0' + prng.nextInt(10)) + text.substring(at);
            default -> text(prng);
        };
    }

    @Test
    void anEventReadsLikeThis() {
        assertThat(
                        NodeEventCodec.print(
                                new NodeEvent.DatasetLoaded(
                                        NodeEvent.DatasetSource.NOTHING,
                                        OptionalLong.of(0),
                                        OptionalLong.of(0),
                                        List.of(new NodeEvent.IgnoredFile("my dump.rdb", 1024)))))
                .isEqualTo(
                        "dataset-loaded source=nothing keys=0 bytes=0 ignored=1024:my\\x20dump.rdb");
        assertThat(
                        NodeEventCodec.print(
                                new NodeEvent.ResyncDecided(
                                        "R1",
                                        NodeEvent.ResyncKind.FULL,
                                        NodeEvent.ResyncReason.SYNC_ONLY,
                                        OptionalLong.empty(),
                                        OptionalLong.of(1048576),
                                        OptionalLong.of(99))))
                .isEqualTo(
                        "resync-decided replica=R1 kind=full reason=sync-only"
                                + " backlog-bytes=1048576 master-offset=99");
        assertThat(NodeEventCodec.print(new NodeEvent.FsyncDelayed(OptionalLong.empty())))
                .isEqualTo("fsync-delayed");
    }
}
