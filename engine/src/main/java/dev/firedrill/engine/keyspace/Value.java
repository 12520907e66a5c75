package dev.firedrill.engine.keyspace;

import java.util.List;

/// A whole value on its way between the keyspace and a file: what RDB, AOF rewrite and DIGEST see.
/// Inside the keyspace values are kept packed, not as these objects.
public sealed interface Value {
    record Text(byte[] bytes) implements Value {}

    record Sequence(List<byte[]> elements) implements Value {}

    record Members(List<byte[]> elements) implements Value {}

    /// Field, value, field, value.
    record Fields(List<byte[]> fieldsAndValues) implements Value {}

    record Ranking(List<Scored> members) implements Value {
        public record Scored(byte[] member, double score) {}
    }

    default ValueType type() {
        return switch (this) {
            case Text _ -> ValueType.STRING;
            case Sequence _ -> ValueType.LIST;
            case Members _ -> ValueType.SET;
            case Fields _ -> ValueType.HASH;
            case Ranking _ -> ValueType.RANKING;
        };
    }

    /// How many there are; of a hash, how many fields. A string is one.
    default int elementCount() {
        return switch (this) {
            case Text _ -> 1;
            case Sequence(var elements) -> elements.size();
            case Members(var elements) -> elements.size();
            case Fields(var pairs) -> pairs.size() / 2;
            case Ranking(var members) -> members.size();
        };
    }
}
