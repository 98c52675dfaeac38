package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Soak;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.data.npz.NpzBytes;
import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Network;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Rounding;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.train.Nd4jTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays of recordings by hand, with the trainers and with the twin. */
class ReplayTest extends Nd4jTest {
    static final Path SHIPPED = Path.of("src", "reference", "recordings");
    private static final Path EXAMPLES = Path.of("src", "test", "resources", "recordings");
    private static final int ALL = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    static Recording read(Path file) {
        return RecordingFile.read(file, IdxBytes::mnist);
    }

    private static Replay.Outcome byHand(ChangedRecording recorded, Path file) {
        return Replay.byHand(read(recorded.write(file)), ALL, ProgressListener.NONE);
    }

    static void assertAgrees(Replay.Outcome outcome) {
        assertTrue(outcome.agrees(), () -> outcome.line() + "\n" + outcome.sides());
        assertNull(outcome.first());
    }

    /** All losses were judged, and all but those few of the other numbers that are at a kink. */
    static void assertNearlyAll(Replay.Outcome outcome) {
        for (Replay.Count count : outcome.judged()) {
            boolean isLoss = count.what().equals("losses");
            assertTrue(count.judged() >= (isLoss ? 1 : 0.9) * count.all(), outcome.line());
        }
    }

    @Test
    void theShippedPerceptronIsRepeatedExactlyAndOneThatIsOffIsFound() {
        Recording recording = read(SHIPPED.resolve("perceptron-and.npz"));
        Replay.Outcome outcome = Replay.ofAll(recording, ALL, ProgressListener.NONE);
        assertAgrees(outcome);
        assertEquals(1, outcome.sides().size());
        for (Verdict verdict : outcome.sides().get(0).verdicts()) {
            assertEquals(0, verdict.largestAbsolute(), verdict.line());
        }
        ChangedRecording off = ChangedRecording.of(SHIPPED.resolve("perceptron-and.npz"));
        Recording altered = read(off.alter("state.w", 20, 1e-11).write(folder.resolve("p.npz")));
        Replay.Outcome found = Replay.ofAll(altered, ALL, ProgressListener.NONE);
        assertEquals("step 11, w[0,0] after the update", found.first().place());
    }

    @Test
    void theShippedXorRunIsRepeatedAtEveryStep() {
        Recording recording = read(SHIPPED.resolve("xor.npz"));
        Replay.Outcome outcome = Replay.ofAll(recording, 100, ProgressListener.NONE);
        assertAgrees(outcome);
        assertEquals(
                List.of("all 100 losses", "all 1300 parameters and moments"),
                outcome.judged().stream().map(Object::toString).toList());
    }

    /** @return every second recording of {@code record_examples.py}; all with {@code -Psoak} */
    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return Soak.oneOf(
                    2,
                    files.filter(file -> !file.getFileName().toString().startsWith("l"))
                            .sorted()
                            .toList());
        }
    }

    /** An altered one must disagree first at the step in its name. */
    @ParameterizedTest
    @MethodSource("examples")
    void honestRunsAgreeAndAlteredOnesDoNot(Path file) {
        String name = file.getFileName().toString();
        Recording recording = read(file);
        Replay.Outcome outcome = Replay.byHand(recording, ALL, ProgressListener.NONE);
        if (name.startsWith("honest")) {
            assertAgrees(outcome);
            assertNearlyAll(outcome);
        } else {
            assertNotNull(outcome.first(), outcome.line());
            assertEquals(Integer.parseInt(name.split("-")[3]), outcome.first().step(), outcome.line());
        }
    }

    /** Every optimizer, also with the trainers and the twin; of images there are three trainers by hand. */
    @ParameterizedTest
    @CsvSource({
        "honest-02, 4",
        "honest-05, 2",
        "honest-06, 3",
        "honest-17, 3",
        "honest-25, 3",
        "honest-27, 3",
        "honest-28, 2",
        "digits, 5"
    })
    void trainersAndTwinRepeatThem(String name, int sides) {
        Recording recording = read((sides == 5 ? SHIPPED : EXAMPLES).resolve(name + ".npz"));
        Replay.Outcome outcome = Replay.ofAll(recording, sides == 5 ? 3 : ALL, ProgressListener.NONE);
        assertAgrees(outcome);
        assertNearlyAll(outcome);
        assertEquals(sides, outcome.sides().size(), outcome::toString);
    }

    /** Losses are in the hundreds where an image is classified wrongly, and DL4J clips probabilities. */
    @Test
    void aTwinThatCannotFollowIsNamedAndDoesNotDecide() {
        Recording recording = read(EXAMPLES.resolve("large-inputs.npz"));
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
        Recording recording = read(EXAMPLES.resolve("long.npz"));
        Replay.Outcome outcome = Replay.ofAll(recording, 250, ProgressListener.NONE);
        assertAgrees(outcome);
        assertFalse(outcome.isAll());
        assertTrue(outcome.judged().get(0).judged() >= 50, outcome.line());
        assertTrue(outcome.line().startsWith("Agrees as far as it was judged: "), outcome.line());
        for (Replay.Side side : outcome.sides()) {
            assertEquals(
                    outcome.judged().stream().mapToLong(Replay.Count::judged).sum(),
                    side.verdicts().stream().mapToLong(Verdict::compared).sum(),
                    side.name() + ": what is left open is not compared");
        }
        Replay.Count all = new Replay.Count("losses", 3, 3);
        Replay.Count some = new Replay.Count("gradients", 3, 4);
        assertFalse(new Replay.Outcome(true, null, "", List.of(all, some), List.of(), List.of()).isAll());
        ChangedRecording far = ChangedRecording.of(EXAMPLES.resolve("long.npz")).alter("losses", 240, 100);
        Replay.Outcome found = Replay.byHand(read(far.write(folder.resolve("far.npz"))), 250, ProgressListener.NONE);
        assertFalse(found.agrees(), "a number that is grossly wrong is judged wherever it is");
        assertEquals("step 241, the loss", found.first().place());
    }

    /** The same run, first with all states, then with the last state only. */
    @Test
    void withoutStatesTheEndIsJudgedByTheSpread() {
        ChangedRecording run = ChangedRecording.backprop();
        Recording whole = read(run.write(folder.resolve("a.npz")));
        Map<String, Matrix> end = whole.steps().get(9);
        run.put("state.steps", NpzBytes.of(new long[] {10}, 1));
        run.put("state.fc1.weight", NpzBytes.of(end.get("fc1.weight").data(), 1, 8, 3));
        run.put("state.fc1.bias", NpzBytes.of(end.get("fc1.bias").data(), 1, 8));
        run.put("state.fc2.weight", NpzBytes.of(end.get("fc2.weight").data(), 1, 2, 8));
        run.put("state.fc2.bias", NpzBytes.of(end.get("fc2.bias").data(), 1, 2));
        Replay.Outcome outcome = byHand(run, folder.resolve("b.npz"));
        assertAgrees(outcome);
        assertNearlyAll(outcome);
        assertEquals(
                List.of("losses, one step from a state", "losses, farther on", "parameters and moments, farther on"),
                outcome.sides().get(0).verdicts().stream()
                        .map(Verdict::quantity)
                        .toList());
        Replay.Outcome altered = byHand(run.alter("state.fc2.bias", 0, 1e-10), folder.resolve("b.npz"));
        assertEquals(10, altered.first().step(), altered.line());
        Verdict far = altered.sides().get(0).verdicts().stream()
                .filter(verdict -> !verdict.passed())
                .findFirst()
                .orElseThrow();
        assertEquals("parameters and moments, farther on", far.quantity());
    }

    /** A run of 148 steps in float with a state after each. */
    private static Recording manySteps(double u) {
        Recording start = Start.all(Judge.setup("4-5-3 relu cross-entropy adam lr:0.01 batch:4", 1))
                .get(0)
                .run();
        Recording run = Honest.run(start, Collections.nCopies(74, start.epochs().get(0)), u, List.of());
        return Honest.run(run, u, Honest.steps(run));
    }

    @Test
    void trainersRestartFromAHundredStatesAndTheTwinFromAll() {
        Replay.Outcome outcome = Replay.ofAll(manySteps(Rounding.FLOAT), ALL, ProgressListener.NONE);
        assertAgrees(outcome);
        assertEquals(List.of("The trainers of train restarted from one of every 2 states."), outcome.notes());
        assertEquals(4, outcome.sides().size(), "by hand, twin, two trainers");
        assertEquals(
                148,
                outcome.sides().get(1).verdicts().stream()
                        .filter(verdict -> verdict.quantity().equals("losses, one step from a state"))
                        .findFirst()
                        .orElseThrow()
                        .compared());
        Recording wrong = manySteps(Rounding.DOUBLE);
        wrong.steps().get(2).get(Recording.LOSS).data()[0] += 1e-3;
        Replay.Outcome found = Replay.ofAll(wrong, ALL, ProgressListener.NONE);
        assertEquals(
                List.of("by hand", "DL4J twin"),
                found.sides().stream().map(Replay.Side::name).toList());
        assertEquals(1, found.notes().size(), "no trainer in double, and nothing of the twin: the recording is wrong");
    }

    @Test
    void whereNoLossIsToldFromRoundingNothingAgrees() {
        Recording run = Honest.run("4-5-3 relu cross-entropy sgd batch:4", 0x1p-6, Recording.LOSS::equals);
        Replay.Outcome outcome = Replay.byHand(run, ALL, ProgressListener.NONE);
        assertEquals("DISAGREES, first at the losses: none is told from rounding.", outcome.line());
    }

    /** Of 10,500 examples one may be classified otherwise, but not five; the mean loss has an error of some floats. */
    @ParameterizedTest
    @CsvSource({"0, 5e-6, true", "1, 0, true", "5, 0, false", "0, 3e-5, false"})
    void theTestOfTheLastStateIsRepeated(int wrong, double off, boolean agrees) {
        Recording run = Honest.run("4-5-3 tanh cross-entropy sgd lr:0.1 batch:4", Rounding.DOUBLE, name -> true);
        SplittableRandom random = new SplittableRandom(1);
        Matrix x = Matrix.gaussian(10_500, 4, random);
        Matrix t = Matrix.zeros(10_500, 3);
        Network network = run.setup().network().network();
        ForwardPass pass = network.forward(network.parameters(run.steps().get(3)), x);
        int correct = 0;
        for (int n = 0; n < x.rows(); n++) {
            int label = random.nextInt(3);
            t.data()[3 * n + label] = 1;
            correct += Argmax.of(pass.output().row(n).data()) == label ? 1 : 0;
        }
        double loss = network.loss(pass, t, run.setup().network().loss());
        Recording.Test test = new Recording.Test(loss * (1 + off), correct + wrong, new MatrixExamples(x, t, 3));
        Recording tested = new Recording(
                "tested", run.setup(), run.examples(), run.epochs(), run.u(), run.start(), run.steps(), Map.of(), test);
        assertEquals(agrees, Replay.byHand(tested, ALL, ProgressListener.NONE).agrees());
        assertTrue(Replay.byHand(tested, 3, ProgressListener.NONE).agrees(), "not the last state");
        run.steps().get(3).remove("fc1.bias");
        assertEquals(
                List.of("Not judged: the test, since the last state is not recorded."),
                Replay.byHand(tested, ALL, ProgressListener.NONE).notes());
    }

    @ParameterizedTest
    @CsvSource({
        "relu cross-entropy, FLOAT, 8, ''",
        "relu cross-entropy, FLOAT, 7, their epochs use each",
        "relu cross-entropy, DOUBLE, 8, they compute in float",
        "relu half-squared-error, FLOAT, 8, half-squared-error"
    })
    void whatTheTrainersCannotRepeat(String words, String precision, int length, String obstacle) {
        Recording run = Honest.run("4-5-3 " + words + " sgd batch:4", 1, name -> true);
        double u = precision.equals("FLOAT") ? Rounding.FLOAT : Rounding.DOUBLE;
        List<int[]> epochs =
                List.of(run.epochs().get(0), Arrays.copyOf(run.epochs().get(1), length));
        String found = Player.Shipped.obstacle(Honest.run(run, epochs, u, List.of()));
        assertTrue(obstacle.isEmpty() ? found == null : found.contains(obstacle), found);
    }
}
