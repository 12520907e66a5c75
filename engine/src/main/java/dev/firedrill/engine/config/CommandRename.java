package dev.firedrill.engine.config;

/// `rename-command`: the command answers to another name, or to none when that is empty.
///
/// @param lineNumber where it stands, for when the command table refuses it
public record CommandRename(String from, String to, int lineNumber, String line) {}
