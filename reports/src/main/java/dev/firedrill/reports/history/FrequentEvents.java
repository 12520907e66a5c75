package dev.firedrill.reports.history;

import static dev.firedrill.reports.history.JsonLine.ascii;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// Writes the events of which a journal has thousands, component by component: the same bytes as by
/// data binding, for a small part of the time.
final class FrequentEvents {
    private static final byte[] NUMBER = ascii("{\"n\":");
    private static final byte[] AT_OF_OPERATION = ascii(",\"type\":\"Operation\",\"atNanos\":");
    private static final byte[] AT_OF_SIDE_EFFECT = ascii(",\"type\":\"SideEffect\",\"atNanos\":");
    private static final byte[] AT_OF_KEY_READ = ascii(",\"type\":\"KeyRead\",\"atNanos\":");
    private static final byte[] AT_OF_LOG_LINE = ascii(",\"type\":\"LogLine\",\"atNanos\":");
    private static final byte[] INVOKED_AT = ascii(",\"invokedAtNanos\":");
    private static final byte[] CLIENT = ascii(",\"client\":");
    private static final byte[] NODE = ascii(",\"node\":");
    private static final byte[] COMMAND = ascii(",\"command\":");
    private static final byte[] KEY = ascii(",\"key\":");
    private static final byte[] ARGUMENTS = ascii(",\"arguments\":[");
    private static final byte[] COMMA = ascii(",");
    private static final byte[] REPLY = ascii("],\"reply\":");
    private static final byte[] OUTCOME = ascii(",\"outcome\":");
    private static final byte[] ERROR = ascii(",\"error\":");
    private static final byte[] WHAT = ascii(",\"what\":");
    private static final byte[] AMOUNT = ascii(",\"amount\":");
    private static final byte[] MOMENT = ascii(",\"moment\":");
    private static final byte[] DATA_TYPE = ascii(",\"dataType\":");
    private static final byte[] ELEMENTS = ascii(",\"elements\":[");
    private static final byte[] TEXT = ascii(",\"text\":");
    private static final byte[] END = ascii("}");
    private static final byte[] END_OF_LIST = ascii("]}");

    private final JsonLine line;

    /// @param mapper writes all other events
    FrequentEvents(JsonMapper mapper) {
        line = new JsonLine(mapper);
    }

    /// Writes the event with its number, if it is one of the frequent ones.
    ///
    /// @return whether it was
    boolean write(long number, Event event, OutputStream out) throws IOException {
        if (event instanceof Event.Operation operation) {
            operation(number, operation);
        } else if (event instanceof Event.SideEffect effect) {
            sideEffect(number, effect);
        } else if (!writeReading(number, event)) {
            return false;
        }
        line.writeTo(out);
        return true;
    }

    /// What the end of a run and the servers' logs have thousands of.
    private boolean writeReading(long number, Event event) {
        if (event instanceof Event.KeyRead read) {
            keyRead(number, read);
            return true;
        }
        if (event instanceof Event.LogLine log) {
            logLine(number, log);
            return true;
        }
        return false;
    }

    private void operation(long number, Event.Operation operation) {
        put(NUMBER, number);
        put(AT_OF_OPERATION, operation.atNanos());
        put(INVOKED_AT, operation.invokedAtNanos());
        put(CLIENT, operation.client());
        put(NODE, operation.node());
        put(COMMAND, operation.command());
        put(KEY, operation.key());
        putAll(ARGUMENTS, operation.arguments());
        put(REPLY, operation.reply());
        put(OUTCOME, operation.outcome().name());
        put(ERROR, operation.error());
        line.add(END);
    }

    private void sideEffect(long number, Event.SideEffect effect) {
        put(NUMBER, number);
        put(AT_OF_SIDE_EFFECT, effect.atNanos());
        put(CLIENT, effect.client());
        put(WHAT, effect.what());
        put(KEY, effect.key());
        put(AMOUNT, effect.amount());
        line.add(END);
    }

    private void keyRead(long number, Event.KeyRead read) {
        put(NUMBER, number);
        put(AT_OF_KEY_READ, read.atNanos());
        put(INVOKED_AT, read.invokedAtNanos());
        put(NODE, read.node());
        put(MOMENT, read.moment().name());
        put(KEY, read.key());
        put(DATA_TYPE, read.dataType().name());
        putAll(ELEMENTS, read.elements());
        line.add(END_OF_LIST);
    }

    private void logLine(long number, Event.LogLine log) {
        put(NUMBER, number);
        put(AT_OF_LOG_LINE, log.atNanos());
        put(NODE, log.node());
        put(TEXT, log.text());
        line.add(END);
    }

    private void put(byte[] name, long value) {
        line.add(name);
        line.add(value);
    }

    private void put(byte[] name, String value) {
        line.add(name);
        line.add(value);
    }

    /// Without the bracket at the end.
    private void putAll(byte[] name, List<String> values) {
        line.add(name);
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) line.add(COMMA);
            line.add(values.get(i));
        }
    }
}
