package dev.firedrill.scenarios.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// A redis.conf of the user's with everything that belongs to it.
///
/// @param files that were read, redis.conf first, as the user would name them
/// @param lines that reach the server, in the order in which it reads them
/// @param leftOut what the lab decides instead
/// @param modules files of this machine that `loadmodule` names; a lab copies each into
///   [dev.firedrill.faults.lab.NodeSpec#FOLDER]
public record OwnFile(
        List<String> files, List<OwnLine> lines, List<LeftOutLine> leftOut, List<Path> modules) {
    public OwnFile {
        files = List.copyOf(files);
        lines = List.copyOf(lines);
        leftOut = List.copyOf(leftOut);
        modules = List.copyOf(modules);
    }

    /// As the server gets it: one line for each of [#lines], ended.
    public String text() {
        return lines.stream().map(line -> line.text() + "\n").collect(Collectors.joining());
    }

    /// The line that wins: the last one.
    Optional<OwnLine> last(String directive) {
        return lines.stream()
                .filter(line -> line.directive().equals(directive))
                .reduce((_, later) -> later);
    }

    /// The number that a directive gives, which the server has not checked yet.
    OptionalLong number(String directive) {
        return last(directive)
                .filter(line -> line.words().size() == 2)
                .filter(line -> line.words().get(1).matches("\\d{1,9}"))
                .map(line -> OptionalLong.of(Long.parseLong(line.words().get(1))))
                .orElse(OptionalLong.empty());
    }
}
