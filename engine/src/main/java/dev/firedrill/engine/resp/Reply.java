package dev.firedrill.engine.resp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a server answered, as a client reads it: RESP2 and the RESP3 types that add meaning.
public sealed interface Reply {
    /// `+OK`.
    record Simple(String text) implements Reply {}

    /// `-ERR message`; `text` holds everything after the dash.
    record Failure(String text) implements Reply {
        /// The first word, for example `READONLY`.
        public String code() {
            int space = text.indexOf(' ');
            return space < 0 ? text : text.substring(0, space);
        }
    }

    record Int(long value) implements Reply {}

    record Bulk(byte[] bytes) implements Reply {
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /// `$-1`, `*-1` and RESP3's `_`.
    record Nil() implements Reply {}

    /// Arrays, sets and pushes.
    record Array(List<Reply> elements) implements Reply {}

    /// RESP3's map, in the order of the wire: key, value, key, value.
    record Pairs(List<Reply> elements) implements Reply {}

    record Decimal(double value) implements Reply {}

    record Bool(boolean value) implements Reply {}

    /// What a person would read; bulk strings as UTF-8.
    default String describe() {
        return switch (this) {
            case Simple(var text) -> text;
            case Failure(var text) -> text;
            case Int(var value) -> Long.toString(value);
            case Bulk bulk -> bulk.text();
            case Nil() -> "(nil)";
            case Array(var elements) -> elements.stream().map(Reply::describe).toList().toString();
            case Pairs(var elements) -> elements.stream().map(Reply::describe).toList().toString();
            case Decimal(var value) -> Double.toString(value);
            case Bool(var value) -> Boolean.toString(value);
        };
    }
}
