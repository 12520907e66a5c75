package dev.firedrill.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.scenarios.option.Bandwidth;
import dev.firedrill.scenarios.option.ByteSize;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Headers;
import dev.firedrill.scenarios.run.Runner;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Settings drawn over the whole bounds of each scenario, both ends included: each is refused
/// beforehand with a reason, or gives the expected answer, every control by the judge that it is
/// about.
///
/// Each build draws the same few, with loads below the middle of their bounds.
/// `-Dfiredrill.settings=100` draws as many for each scenario over the whole bounds, which takes an
/// hour; `-Dfiredrill.settings.scenario=NAME` draws for one, `-Dfiredrill.settings.seed=N` repeats
/// a draw, and `-Dfiredrill.settings.log=true` prints each.
class SettingsTest {
    private static final boolean CAMPAIGN = System.getProperty("firedrill.settings") != null;
    private static final boolean LOG = Boolean.getBoolean("firedrill.settings.log");
    private static final int SETTINGS = Integer.getInteger("firedrill.settings", 2);
    private static final long SEED =
            Long.getLong(
                    "firedrill.settings.seed",
                    CAMPAIGN ? new SecureRandom().nextInt(1_000_000) : 1);

    /// Of a drawn value: at the lower end, at the upper end, else in between.
    private static final int ONE_IN = 12;

    static Stream<Scenario> scenarios() {
        String only = System.getProperty("firedrill.settings.scenario", "");
        return Catalogue.all().stream()
                .filter(scenario -> only.isEmpty() || scenario.name().equals(only));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everySettingGivesTheExpectedAnswerOrIsRefusedBeforehand(Scenario scenario)
            throws Exception {
        say(scenario.name() + ": settings drawn with -Dfiredrill.settings.seed=" + SEED);
        var prng = new Prng(SEED).fork(scenario.name());
        int refused = 0;
        var wrong = new ArrayList<String>();
        for (int i = 0; i < SETTINGS; i++) {
            Setting setting = drawn(scenario, prng.fork("setting " + i));
            Optional<String> refusal = scenario.refusal(setting);
            if (refusal.isPresent()) {
                refused++;
                assertThat(refusal.get()).as("%s", setting.texts()).matches("(?s)[a-z].*\\.");
                log("refused", setting, refusal.get(), 0);
                continue;
            }
            long began = System.nanoTime();
            String unexpected = unexpected(scenario, setting, i);
            log(unexpected.isEmpty() ? "ok" : "WRONG", setting, unexpected, began);
            if (!unexpected.isEmpty()) {
                wrong.add(setting.texts() + ": " + unexpected);
            }
        }
        say(
                String.format(
                        Locale.ROOT,
                        "%s: %d settings, %d refused, %d wrong",
                        scenario.name(),
                        SETTINGS,
                        refused,
                        wrong.size()));
        assertThat(wrong).as("with -Dfiredrill.settings.seed=" + SEED).isEmpty();
    }

    /// Where nothing else runs in the process: a build captures what commands write beside this
    /// test.
    private static void say(String what) {
        if (CAMPAIGN || LOG) {
            System.err.println(what);
        }
    }

    private static void log(String what, Setting setting, String why, long began) {
        if (LOG) {
            double seconds = began == 0 ? 0 : (System.nanoTime() - began) / 1e9;
            say(String.format(Locale.ROOT, "%.1f s %s %s %s", seconds, what, setting.texts(), why));
        }
    }

    private static Setting drawn(Scenario scenario, Prng prng) {
        Setting setting = Setting.defaults(new SimLab().values(), scenario.parameters());
        for (Parameter<?> parameter : scenario.parameters()) {
            setting = withDrawn(setting, parameter, prng);
        }
        return setting;
    }

    private static Setting withDrawn(Setting setting, Parameter<?> parameter, Prng prng) {
        return switch (parameter) {
            case Parameter.Count count ->
                    setting.with(
                            count,
                            (int) between(prng, count.min(), upper(count.min(), count.max())));
            case Parameter.Span span ->
                    setting.with(
                            span,
                            Duration.ofMillis(
                                    between(
                                            prng,
                                            span.min().toMillis(),
                                            upper(span.min().toMillis(), span.max().toMillis()))));
            case Parameter.Rate rate ->
                    setting.with(
                            rate,
                            Bandwidth.kilobits(
                                    between(
                                            prng,
                                            rate.min().bitsPerSecond() / 1000,
                                            rate.max().bitsPerSecond() / 1000)));
            case Parameter.Size size ->
                    setting.with(
                            size,
                            new ByteSize(between(prng, size.min().bytes(), size.max().bytes())));
        };
    }

    /// The middle of the orders of magnitude in a build, which has no time for a heavy load.
    private static long upper(long min, long max) {
        return CAMPAIGN ? max : Math.max(min, (long) Math.sqrt((double) Math.max(1, min) * max));
    }

    /// Uniform in the logarithm, so that every order of magnitude is drawn as often.
    private static long between(Prng prng, long min, long max) {
        return switch (prng.nextInt(ONE_IN)) {
            case 0 -> min;
            case 1 -> max;
            default -> {
                double low = Math.log((double) Math.max(1, min));
                double high = Math.log((double) max);
                double share = prng.nextLong(1L << 30) / (double) (1L << 30);
                long drawn = Math.round(Math.exp(low + share * (high - low)));
                yield Math.clamp(drawn, min, max);
            }
        };
    }

    /// What was not as expected; empty when all was.
    private static String unexpected(Scenario scenario, Setting setting, long seed)
            throws Exception {
        var results = new ArrayList<Judged.VariantResult>();
        var runner =
                new Runner(
                        new SimLab(), Target.FIREDRILL, Headers.whole(scenario, setting, seed + 1));
        for (Variant variant : Headers.applicable(scenario)) {
            results.add(runner.run(scenario, variant, setting, "id", _ -> {}, _ -> {}).result());
        }
        var answer = new RunAnswer(results);
        return answer.exitCode() == RunAnswer.EXIT_HELD ? "" : answer.sentence();
    }
}
