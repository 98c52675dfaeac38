package dev.crosscheck.proof.judge;

import static dev.crosscheck.proof.judge.ReplayTest.assertAgrees;
import static dev.crosscheck.proof.judge.ReplayTest.assertNearlyAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Soak;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.train.Nd4jTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays of recordings that take seconds. */
class ReplayIT extends Nd4jTest {
    /** By hand, with the twin and with the trainers, from each state to the next. */
    @Test
    void theShippedDigitRunIsRepeatedStepByStep() {
        Run recording = ReplayTest.read(ReplayTest.SHIPPED.resolve("digits.npz"));
        Replay.Outcome outcome = Replay.ofAll(recording, 11, ProgressListener.NONE);
        assertAgrees(outcome);
        assertNearlyAll(outcome);
        assertEquals(11, outcome.judged().get(0).all());
        assertEquals(5, outcome.sides().size(), "by hand, three trainers, twin");
        for (Replay.Side side : outcome.sides()) {
            for (Verdict verdict : side.verdicts()) {
                // Float32 sums deviate by 1e-6; Adam's epsilon in its other place would deviate by 1e-3.
                boolean isLoss = verdict.quantity().startsWith("losses");
                assertTrue(!isLoss || verdict.largestAbsolute() < 2e-6, side.name() + ": " + verdict.line());
            }
        }
    }

    /** @return every second one; all with {@code -Psoak} */
    static List<Path> largeExamples() throws IOException {
        return Soak.oneOf(2, ReplayTest.examples(false));
    }

    @ParameterizedTest
    @MethodSource("largeExamples")
    void honestRunsAgree(Path file) {
        Replay.Outcome outcome = Replay.byHand(ReplayTest.read(file), Integer.MAX_VALUE, ProgressListener.NONE);
        assertAgrees(outcome);
        assertNearlyAll(outcome);
    }
}
