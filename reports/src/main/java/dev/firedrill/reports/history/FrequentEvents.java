package dev.firedrill.reports.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.json.JsonMapper;

/// Writes the events of which a journal has hundreds of thousands, component by component: the same
/// bytes as by data binding, for a third of the time.
final class FrequentEvents {
    private static final SerializableString NUMBER = new SerializedString("n");
    private static final SerializableString TYPE = new SerializedString("type");
    private static final SerializableString AT = new SerializedString("atNanos");
    private static final SerializableString INVOKED_AT = new SerializedString("invokedAtNanos");
    private static final SerializableString CLIENT = new SerializedString("client");
    private static final SerializableString NODE = new SerializedString("node");
    private static final SerializableString COMMAND = new SerializedString("command");
    private static final SerializableString KEY = new SerializedString("key");
    private static final SerializableString ARGUMENTS = new SerializedString("arguments");
    private static final SerializableString REPLY = new SerializedString("reply");
    private static final SerializableString OUTCOME = new SerializedString("outcome");
    private static final SerializableString ERROR = new SerializedString("error");
    private static final SerializableString WHAT = new SerializedString("what");
    private static final SerializableString AMOUNT = new SerializedString("amount");

    private static final SerializableString OPERATION = typeName(Event.Operation.class);
    private static final SerializableString SIDE_EFFECT = typeName(Event.SideEffect.class);

    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private final JsonGenerator json;

    /// @param mapper writes all other events
    FrequentEvents(JsonMapper mapper) {
        json = mapper.createGenerator(line);
    }

    private static SerializableString typeName(Class<? extends Event> type) {
        return new SerializedString(type.getSimpleName());
    }

    /// Writes the event with its number, if it is one of the frequent ones.
    ///
    /// @return whether it was
    boolean write(long number, Event event, OutputStream out) throws IOException {
        if (event instanceof Event.Operation operation) {
            begin(number, OPERATION);
            operation(operation);
        } else if (event instanceof Event.SideEffect effect) {
            begin(number, SIDE_EFFECT);
            sideEffect(effect);
        } else {
            return false;
        }
        json.writeEndObject();
        json.flush();
        line.writeTo(out);
        line.reset();
        return true;
    }

    private void begin(long number, SerializableString type) {
        json.writeStartObject();
        put(NUMBER, number);
        json.writeName(TYPE);
        json.writeString(type);
    }

    private void operation(Event.Operation operation) {
        put(AT, operation.atNanos());
        put(INVOKED_AT, operation.invokedAtNanos());
        put(CLIENT, operation.client());
        put(NODE, operation.node());
        put(COMMAND, operation.command());
        put(KEY, operation.key());
        put(ARGUMENTS, operation.arguments());
        put(REPLY, operation.reply());
        put(OUTCOME, operation.outcome().name());
        put(ERROR, operation.error());
    }

    private void sideEffect(Event.SideEffect effect) {
        put(AT, effect.atNanos());
        put(CLIENT, effect.client());
        put(WHAT, effect.what());
        put(KEY, effect.key());
        put(AMOUNT, effect.amount());
    }

    private void put(SerializableString name, long value) {
        json.writeName(name);
        json.writeNumber(value);
    }

    private void put(SerializableString name, String value) {
        json.writeName(name);
        json.writeString(value);
    }

    private void put(SerializableString name, List<String> values) {
        json.writeName(name);
        json.writeStartArray();
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
