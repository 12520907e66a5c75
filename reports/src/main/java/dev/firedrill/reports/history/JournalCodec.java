package dev.firedrill.reports.history;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Arrays;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/// How an event stands in the journal: `type` first, then the components of its record in their
/// order, nothing between the tokens. The same event gives the same bytes on every machine.
final class JournalCodec {
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({})
    private interface Typed {}

    private JournalCodec() {}

    static JsonMapper mapper() {
        return JsonMapper.builder(JsonFactory.builder().rootValueSeparator("").build())
                .addMixIn(Event.class, Typed.class)
                .addMixIn(OperatorAction.class, Typed.class)
                .addMixIn(GuardAction.class, Typed.class)
                .registerSubtypes(members(Event.class))
                .registerSubtypes(members(OperatorAction.class))
                .registerSubtypes(members(GuardAction.class))
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    private static NamedType[] members(Class<?> family) {
        return Arrays.stream(family.getPermittedSubclasses())
                .map(type -> new NamedType(type, type.getSimpleName()))
                .toArray(NamedType[]::new);
    }
}
