package dev.crosscheck.proof.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.statistics.Summary;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.TrainingMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Recordings repeated by hand and with the twin. */
class ReplayIT {
    private static final Path SHIPPED = Path.of("src", "reference", "recordings");
    private static final int ALL = Integer.MAX_VALUE;

    @TempDir
    private Path folder;

    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.startOnCpu();
    }

    private static Recording read(Path file) {
        return RecordingReader.read(file, () -> ImageData.read(Path.of("data", "mnist")));
    }

    private static Repetition byHand(Recording recording, int most) {
        return repeat(recording, "by hand", recording.byHand(), most, ProgressListener.NONE);
    }

    private static Repetition twin(Recording recording, int most) {
        return repeat(recording, "twin", recording.twin(), most, ProgressListener.NONE);
    }

    private static Repetition repeat(
            Recording recording, String side, Player player, int most, ProgressListener progress) {
        int steps = Math.min(most, recording.run().steps());
        return Replay.of(recording, recording.tolerances(steps, ProgressListener.NONE), side, player, steps, progress);
    }

    private static void assertAgrees(Repetition repetition) {
        assertTrue(
                repetition.agrees(),
                () -> repetition.verdicts().stream().map(Verdict::line).toList().toString());
    }

    @Test
    void theShippedPerceptronIsRepeatedExactly() {
        Recording recording = read(SHIPPED.resolve("perceptron-and.npz"));
        for (Repetition repetition : List.of(byHand(recording, ALL), twin(recording, ALL))) {
            assertAgrees(repetition);
            assertEquals(3, repetition.verdicts().size(), "losses, trace, end");
            repetition.verdicts().forEach(verdict -> assertEquals(0, verdict.largestAbsolute(), verdict.line()));
        }
    }

    @Test
    void theShippedXorRunIsRepeatedAtEveryStep() {
        Recording recording = read(SHIPPED.resolve("xor.npz"));
        Repetition byHand = byHand(recording, ALL);
        assertAgrees(byHand);
        assertEquals(40_000, byHand.lossDeviations().length);
        assertEquals(40_000, byHand.parameterDeviations().size());
        assertEquals(40_000 * 13L, byHand.verdicts().get(1).compared(), "thirteen parameters after each of the steps");
        Repetition twin = twin(recording, 2000);
        assertAgrees(twin);
        assertEquals(2, twin.verdicts().size(), "the end is not compared where steps are left out");
    }

    @Test
    void theShippedDigitRunIsRepeatedStepByStep() {
        Recording recording = read(SHIPPED.resolve("digits.npz"));
        List<Repetition> repetitions = new ArrayList<>(List.of(byHand(recording, 105), twin(recording, 105)));
        recording
                .trainers()
                .forEach((side, player) ->
                        repetitions.add(repeat(recording, side, player.get(), 105, ProgressListener.NONE)));
        assertEquals(5, repetitions.size(), "by hand, twin, and three trainers");
        for (Repetition repetition : repetitions) {
            assertAgrees(repetition);
            assertEquals(100, repetition.verdicts().get(0).compared());
            assertEquals(5, repetition.verdicts().get(1).compared());
            // Float32 and its sums leave 1e-6; Adam's epsilon in its other place would leave 1e-3.
            assertTrue(
                    repetition.verdicts().get(0).largestRelative() < 5e-6,
                    repetition.verdicts().get(0)::line);
        }
    }

    /** The players have not done a step: their own end is that of a network that knows nothing. */
    @Test
    void theTestOfADigitRunIsThatOfTheRecordedParameters() {
        DigitRecording shipped = (DigitRecording) read(SHIPPED.resolve("digits.npz"));
        DigitRecording other = new DigitRecording(
                shipped.run(),
                shipped.data(),
                shipped.epochs(),
                shipped.batch(),
                shipped.testLoss() * 1.0001,
                shipped.testCorrect() - 3);
        NudgedEnds ends = new NudgedEnds(
                Summary.of(new double[] {96.3, 96.4, 96.5, 96.6}), Summary.of(new double[] {0.12, 0.125, 0.13, 0.135}));
        for (Player player : List.of(shipped.byHand(), shipped.twin())) {
            assertEquals(List.of(true, true, false, false), passed(shipped.compareTests(player, ends)));
            assertEquals(List.of(false, false, false, false), passed(other.compareTests(player, ends)));
            player.close();
        }
    }

    /** 600 small steps part runs as an epoch of MNIST does; the recorded end is DL4J's, in float. */
    @Test
    void aRecordedEndIsJudgedByWhatRoundingMakesOfTheRun() {
        DigitRecording start = ofFewImages(0.001);
        DigitRecording recording = ended(start, 600);
        NudgedEnds ends = NudgedEnds.of(start, ProgressListener.NONE);
        assertTrue(ends.loss().deviation() > 1e-5, () -> "the runs have not parted: " + ends);
        assertEquals(List.of(true, true), passed(ends.ofRecorded(recording)), ends::toString);
        // Ends of other runs, each with the figures that its own parameters have.
        assertFalse(ends.ofRecorded(ended(start, 300)).get(1).passed(), ends::toString);
        assertFalse(ends.ofRecorded(ended(ofFewImages(0.0013), 600)).get(1).passed(), ends::toString);
        assertEquals(List.of(false, false), passed(ends.ofRecorded(ended(start, 0))), ends::toString);
    }

    private DigitRecording ofFewImages(double rate) {
        DigitRecording shipped = (DigitRecording) read(SHIPPED.resolve("digits.npz"));
        ImageData few = ImageData.read(IdxBytes.subset(folder.resolve("few"), 6000, 1000));
        SplittableRandom random = new SplittableRandom(3);
        List<int[]> epochs = IntStream.range(0, 1)
                .mapToObj(epoch -> random.ints(6000, 0, 6000).toArray())
                .toList();
        RecordedRun run = new RecordedRun(
                shipped.run().file(), shipped.run().start(), shipped.run().finals(), new double[600], Trace.NONE, rate);
        return new DigitRecording(run, few, epochs, 10, 0, 0);
    }

    private static DigitRecording ended(DigitRecording recording, int steps) {
        Evaluation end = test(recording, steps);
        return new DigitRecording(
                recording.run(), recording.data(), recording.epochs(), recording.batch(), end.loss(), end.correct());
    }

    private static Evaluation test(DigitRecording recording, int steps) {
        try (Player player = new DigitsByTrainer(recording, TrainingMethod.dl4j())) {
            IntStream.range(0, steps).forEach(player::step);
            return player.test();
        }
    }

    private static List<Boolean> passed(List<Verdict> verdicts) {
        return verdicts.stream().map(Verdict::passed).toList();
    }

    @ParameterizedTest
    @EnumSource(LogicGate.class)
    void perceptronsOfOtherSeedsGatesAndOrders(LogicGate gate) {
        double[] targets = gate.targets().data();
        Recording recording = read(RecordedByTest.perceptron(gate.ordinal() + 20, targets, 0.37, 90)
                .write(folder.resolve("p.npz")));
        assertAgrees(byHand(recording, ALL));
        assertAgrees(twin(recording, ALL));
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 3, 1", "2, 1, 1, 1", "3, 4, 7, 3", "4, 3, 2, 2"})
    void networksOfOtherSeedsAndSizes(long seed, int inputs, int hidden, int outputs) {
        Recording recording =
                read(RecordedByTest.backprop(seed, inputs, hidden, outputs, 200).write(folder.resolve("b.npz")));
        assertEquals("backpropagation " + inputs + "-" + hidden + "-" + outputs, recording.title());
        assertAgrees(byHand(recording, ALL));
        assertAgrees(twin(recording, ALL));
    }

    /** Each is a little above the tolerance, in one place. */
    @ParameterizedTest
    @CsvSource({
        "losses, 46, loss at step 47",
        "trace.b1, 141, 'b1[0,0] at step 48'",
        "final.W2, 2, 'W2[2,0] at step 60'",
        "final.b2, 0, 'b2[0,0] at step 60'"
    })
    void oneNumberThatIsOffIsFoundAndNamed(String array, int index, String where) {
        Recording recording = read(RecordedByTest.backprop(5, 2, 3, 1, 60)
                .alter(array, index, 2e-12)
                .write(folder.resolve("b.npz")));
        for (Repetition repetition : List.of(byHand(recording, ALL), twin(recording, ALL))) {
            assertFalse(repetition.agrees());
            List<Verdict> failed = repetition.verdicts().stream()
                    .filter(verdict -> !verdict.passed())
                    .toList();
            assertEquals(1, failed.size());
            assertTrue(
                    failed.get(0).failure().startsWith(where + ":"),
                    failed.get(0).failure());
            assertEquals(where, failed.get(0).where());
        }
    }

    @Test
    void aStartThatIsOffShowsFromTheFirstStep() {
        Recording recording = read(
                RecordedByTest.backprop(5, 2, 3, 1, 60).alter("W1", 4, 1e-9).write(folder.resolve("b.npz")));
        assertTrue(byHand(recording, ALL).verdicts().get(1).failure().contains("at step 1:"));
    }

    @Test
    void whatIsNotTracedIsNotCompared() {
        Recording recording =
                read(RecordedByTest.backprop(5, 2, 3, 1, 60).without("trace.b1").write(folder.resolve("b.npz")));
        Repetition repetition = byHand(recording, ALL);
        assertAgrees(repetition);
        assertEquals(
                List.of("losses", "parameters, final"),
                repetition.verdicts().stream().map(Verdict::quantity).toList());
    }

    @Test
    void aTraceOfSomeStepsIsComparedAtThose() {
        RecordedByTest all = RecordedByTest.backprop(5, 2, 3, 1, 60);
        Repetition whole = byHand(read(all.write(folder.resolve("a.npz"))), ALL);
        Recording last = read(all.put("trace.steps", NpyArray.of(new long[] {60}, 1))
                .put("trace.b1", NpyArray.of(lastTrace(folder.resolve("a.npz")), 1, 3))
                .write(folder.resolve("b.npz")));
        Repetition repetition = byHand(last, ALL);
        assertAgrees(repetition);
        assertEquals(60 * 3, whole.verdicts().get(1).compared());
        assertEquals(3, repetition.verdicts().get(1).compared());
    }

    private static double[] lastTrace(Path file) {
        Trace trace = read(file).run().trace();
        return trace.values().get("b1").row(59).data();
    }

    @Test
    void everyStepIsCounted() {
        Recording recording = read(
                RecordedByTest.perceptron(1, new double[] {0, 0, 0, 1}, 0.1, 8).write(folder.resolve("p.npz")));
        Stream.Builder<String> told = Stream.builder();
        repeat(
                recording,
                "by hand",
                recording.byHand(),
                3,
                (what, done, steps) -> told.add(what + " " + done + "/" + steps));
        assertEquals(
                List.of("by hand 1/3", "by hand 2/3", "by hand 3/3"),
                told.build().toList());
    }
}
