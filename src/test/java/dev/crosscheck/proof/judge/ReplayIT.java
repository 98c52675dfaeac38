package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Soak;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.npz.NpzBytes;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.train.Nd4jTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays of recordings by hand, with the trainers and with the twin. */
class ReplayIT extends Nd4jTest {
    private static final Path SHIPPED = Path.of("src", "reference", "recordings");
    private static final Path EXAMPLES = Path.of("src", "test", "resources", "recordings");
    private static final int ALL = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    private static Run read(Path file) {
        return RunFile.read(file, IdxBytes::mnist);
    }

    private static Replay.Outcome byHand(ChangedRecording recorded, Path file) {
        return Replay.byHand(read(recorded.write(file)), ALL, ProgressListener.NONE);
    }

    private static void assertAgrees(Replay.Outcome outcome) {
        assertTrue(outcome.agrees(), () -> outcome.line() + "\n" + verdicts(outcome));
        assertNull(outcome.first());
    }

    /** All losses were judged, and all but those few of the other numbers that are at a kink. */
    private static void assertNearlyAll(Replay.Outcome outcome) {
        for (Replay.Count count : outcome.judged()) {
            boolean isLoss = count.what().equals("losses");
            assertTrue(count.judged() >= (isLoss ? 1 : 0.9) * count.all(), outcome.line());
        }
    }

    private static String verdicts(Replay.Outcome outcome) {
        StringBuilder lines = new StringBuilder();
        for (Replay.Side side : outcome.sides()) {
            side.verdicts().forEach(verdict -> lines.append(side.name() + ": " + verdict.line() + "\n"));
        }
        return lines.toString();
    }

    @Test
    void theShippedPerceptronIsRepeatedExactlyAndOneThatIsOffIsFound() {
        Run recording = read(SHIPPED.resolve("perceptron-and.npz"));
        Replay.Outcome outcome = Replay.ofAll(recording, ALL, ProgressListener.NONE);
        assertAgrees(outcome);
        assertEquals(1, outcome.sides().size());
        for (Verdict verdict : outcome.sides().get(0).verdicts()) {
            assertEquals(0, verdict.largestAbsolute(), verdict.line());
        }
        ChangedRecording off = ChangedRecording.of(SHIPPED.resolve("perceptron-and.npz"));
        Run altered = read(off.alter("state.w", 20, 1e-11).write(folder.resolve("p.npz")));
        Replay.Outcome found = Replay.ofAll(altered, ALL, ProgressListener.NONE);
        assertEquals("step 11, w[0,0] after the update", found.first().place());
    }

    @Test
    void theShippedXorRunIsRepeatedAtEveryStep() {
        Run recording = read(SHIPPED.resolve("xor.npz"));
        Replay.Outcome outcome = Replay.ofAll(recording, 100, ProgressListener.NONE);
        assertAgrees(outcome);
        assertEquals(
                List.of("all 100 losses", "all 1300 parameters and moments"),
                outcome.judged().stream().map(Object::toString).toList());
    }

    /** By hand, with the twin and with the trainers, from each state to the next. */
    @Test
    void theShippedDigitRunIsRepeatedStepByStep() {
        Run recording = read(SHIPPED.resolve("digits.npz"));
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

    private static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("l"))
                    .sorted()
                    .toList();
        }
    }

    /** @return every second one; all with {@code -Psoak} */
    static List<String> someExamples() throws IOException {
        return Soak.oneOf(2, examples());
    }

    /** The recordings of {@code record_examples.py}: an altered one must disagree first at the step in its name. */
    @ParameterizedTest
    @MethodSource("someExamples")
    void honestRunsAgreeAndAlteredOnesDoNot(String name) {
        Run recording = read(EXAMPLES.resolve(name));
        Replay.Outcome outcome = Replay.byHand(recording, ALL, ProgressListener.NONE);
        if (name.startsWith("honest")) {
            assertAgrees(outcome);
            assertNearlyAll(outcome);
        } else {
            assertNotNull(outcome.first(), outcome.line());
            assertEquals(Integer.parseInt(name.split("-")[3]), outcome.first().step(), outcome.line());
        }
    }

    /** Every optimizer, also with the trainers and the twin. */
    @ParameterizedTest
    @CsvSource({"honest-02, 3", "honest-05, 2", "honest-06, 3", "honest-17, 3"})
    void trainersAndTwinRepeatThem(String name, int sides) {
        Run recording = read(EXAMPLES.resolve(name + ".npz"));
        Replay.Outcome outcome = Replay.ofAll(recording, ALL, ProgressListener.NONE);
        assertAgrees(outcome);
        assertTrue(outcome.sides().size() >= sides, verdicts(outcome));
    }

    /** Losses are in the hundreds where an image is classified wrongly, and DL4J clips probabilities. */
    @Test
    void aTwinThatCannotFollowIsNamedAndDoesNotDecide() {
        Run recording = read(EXAMPLES.resolve("large-inputs.npz"));
        Replay.Outcome outcome = Replay.ofAll(recording, ALL, ProgressListener.NONE);
        assertAgrees(outcome);
        assertNearlyAll(outcome);
        assertTrue(
                outcome.notes().stream()
                        .anyMatch(note -> note.startsWith("Not judged: DL4J twin, which cannot follow")),
                outcome.notes()::toString);
        assertTrue(outcome.sides().stream().noneMatch(side -> side.name().equals("DL4J twin")));
    }

    /** A small error in one number must be found and located. */
    @ParameterizedTest
    @CsvSource({
        "losses, 4, 2e-12, 5, the loss",
        "losses, 9, NaN, 10, the loss",
        "state.fc1.bias, 56, 2e-12, 8, 'fc1.bias[0,0]'",
        "state.fc2.weight, 154, 2e-12, 10, 'fc2.weight[1,2]'",
        "state.fc1.weight, 4, 2e-12, 1, 'fc1.weight[1,1]'"
    })
    void oneNumberThatIsOffIsFoundAndNamed(String array, int index, double by, int step, String place) {
        Replay.Outcome outcome = byHand(ChangedRecording.backprop().alter(array, index, by), folder.resolve("b.npz"));
        assertFalse(outcome.agrees());
        assertEquals(step, outcome.first().step(), outcome.line());
        assertTrue(outcome.first().place().contains(place), outcome.line());
    }

    /** From some step on, a long run in float without states cannot be judged, and the outcome must say so. */
    @Test
    void stepsThatNoBoundReachesAreNotJudged() {
        Run recording = read(EXAMPLES.resolve("long.npz"));
        Replay.Outcome outcome = Replay.byHand(recording, 250, ProgressListener.NONE);
        assertAgrees(outcome);
        assertFalse(outcome.isAll());
        assertTrue(outcome.judged().get(0).judged() >= 50, outcome.line());
        assertTrue(outcome.line().startsWith("Agrees as far as it was judged: "), outcome.line());
    }

    /** The same run, first with all states, then with the last state only. */
    @Test
    void withoutStatesTheEndIsJudgedByTheSpread() {
        ChangedRecording run = ChangedRecording.backprop();
        Run whole = read(run.write(folder.resolve("a.npz")));
        Map<String, Matrix> end = whole.steps().get(9);
        run.put("state.steps", NpzBytes.of(new long[] {10}, 1));
        run.put("state.fc1.weight", NpzBytes.of(end.get("fc1.weight").data(), 1, 8, 3));
        run.put("state.fc1.bias", NpzBytes.of(end.get("fc1.bias").data(), 1, 8));
        run.put("state.fc2.weight", NpzBytes.of(end.get("fc2.weight").data(), 1, 2, 8));
        run.put("state.fc2.bias", NpzBytes.of(end.get("fc2.bias").data(), 1, 2));
        Replay.Outcome outcome = byHand(run, folder.resolve("b.npz"));
        assertAgrees(outcome);
        assertNearlyAll(outcome);
        Replay.Outcome altered = byHand(run.alter("state.fc2.bias", 0, 1e-10), folder.resolve("b.npz"));
        assertEquals(10, altered.first().step(), altered.line());
        Verdict far = altered.sides().get(0).verdicts().stream()
                .filter(verdict -> !verdict.passed())
                .findFirst()
                .orElseThrow();
        assertEquals("parameters and moments, farther on", far.quantity());
    }
}
