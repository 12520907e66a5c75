package dev.firedrill.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Rehearsal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The isolated master with a guard that fails over, in the simulator.
class SentinelDrillTest {
    private static final IsolatedMaster DRILL = new IsolatedMaster();
    private static final Setting SMALL =
            Setting.defaults(new SimLab().values(), DRILL.parameters())
                    .with(IsolatedMaster.WRITES, 100);

    @TempDir private Path out;

    private Rehearsal.Ended run(Guard guard, String folder) throws Exception {
        return Rehearsal.of(DRILL, new SimLab())
                .with(SMALL)
                .guardedBy(guard)
                .seed(7)
                .run(out.resolve(folder));
    }

    private static Guard sentinel() {
        return DRILL.sentinel(SMALL).orElseThrow();
    }

    private static List<String> premises(Rehearsal.Ended ended) throws Exception {
        var journal = ended.folder().resolve("journal.jsonl.gz");
        try (var in = new GZIPInputStream(Files.newInputStream(journal))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("\"PremiseObserved\""))
                    .toList();
        }
    }

    @Test
    void theSplitBrainIsCaughtAndItsBoundHolds() throws Exception {
        Rehearsal.Ended ended = run(sentinel(), "run");

        assertThat(ended.answer().exitCode()).as(ended.answer().sentence()).isZero();
        byte[] result = Files.readAllBytes(ended.folder().resolve("result.json"));
        assertThat(PlantedCauses.assertFound(JsonMapper.shared().readTree(result))).isEqualTo(1);
        assertThat(premises(ended))
                .anyMatch(line -> line.contains("the guard promotes a replica within 20 s"))
                .noneMatch(line -> line.contains("takes REPLICAOF"));
    }

    @Test
    void withoutAGuardTheOperatorFailsOver() throws Exception {
        assertThat(premises(run(Guard.NONE, "run")))
                .noneMatch(line -> line.contains("the guard"))
                .anyMatch(line -> line.contains("takes REPLICAOF NO ONE"));
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws Exception {
        var journals = new ArrayList<byte[]>();
        for (String folder : List.of("one", "other")) {
            Rehearsal.Ended ended = run(sentinel(), folder);
            journals.add(Files.readAllBytes(ended.folder().resolve("journal.jsonl.gz")));
        }
        assertThat(journals.getFirst()).isEqualTo(journals.getLast());
    }

    /// A guard that promotes nobody shows nothing about the variants.
    @Test
    void aGuardThatNeverPromotesMakesTheRunInconclusive() throws Exception {
        var slow = Guard.Sentinel.ofThree(Duration.ofMinutes(5), Duration.ofMinutes(5));

        Rehearsal.Ended ended = run(slow, "run");

        assertThat(ended.answer().exitCode()).isEqualTo(2);
        assertThat(ended.answer().variants())
                .extracting(Judged.VariantResult::answer)
                .allMatch(answer -> answer instanceof Verdict.Inconclusive);
    }
}
