package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableTest {
    /// A judge of which only the name counts.
    private record Named(String name) implements Checker {
        @Override
        public String property() {
            return "the property of " + name;
        }

        @Override
        public Hearing begin() {
            throw new UnsupportedOperationException("it has judged already");
        }
    }

    private static Judged.VariantResult variant(String name, String... judges) {
        var header =
                new Event.RunHeader(
                        "s",
                        "t",
                        "s",
                        "r",
                        "sim",
                        "firedrill",
                        "c",
                        1,
                        Map.of(),
                        "m",
                        List.of(name),
                        true);
        var began =
                new Event.VariantBegan(
                        0,
                        header,
                        name,
                        "a variant",
                        Event.Expectation.HOLDS,
                        List.of(),
                        List.of("M"),
                        "M");
        var undecided = new Verdict.Inconclusive("nothing seen");
        return new Judged.VariantResult(
                began,
                Optional.empty(),
                1,
                List.of(judges).stream()
                        .map(judge ->
                                new Judged.JudgeResult(
                                        new Named(judge), undecided, Optional.empty()))
                        .toList(),
                undecided);
    }

    private static RunAnswer three() {
        String longName = "a-judge-whose-property-takes-more-than-a-line-of-its-column";
        return new RunAnswer(
                List.of(
                        variant("one-with-a-name-that-is-rather-long", longName, "a"),
                        variant("two", longName, "b"),
                        variant("three\u001b[31m", longName)));
    }

    @Test
    void itFitsAnOldTerminal() {
        assertThat(Table.of(three()).lines()).allMatch(line -> line.length() <= 80);
    }

    /// Variants need not have the same judges.
    @Test
    void eachVerdictStandsInTheRowOfItsJudge() {
        assertThat(Table.of(three()).lines())
                .anyMatch(line -> line.matches("inconclusive +- +- +the property of a"))
                .anyMatch(line -> line.matches("- +inconclusive +- +the property of b"));
    }

    @Test
    void aNameIsNotObeyedByTheTerminal() {
        assertThat(Table.of(three())).doesNotContain("\u001b");
    }
}
