package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.tables.Candidates;
import dev.crosscheck.tables.TableRun;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Small parts of a run: its first batch, its position, its identity, what it says of itself. */
class RunsInPartsTest {
    private static final TrainingConfig CONFIG = TrainingConfig.of(Setups.digits(3, 2, 64, 0.001, 8));
    private static ImageData data;

    @BeforeAll
    static void readData() {
        ImageData all = IdxBytes.mnist();
        data = new ImageData(all.train().first(200), all.test().first(50), Map.of("images", "0f".repeat(32)));
    }

    /** The rows that the trainer sees first, in the order of epoch 1. */
    @Test
    void theFirstBatchIsTheStartOfTheFirstEpoch() {
        FirstBatch few = FirstBatch.of(CONFIG, data.train(), 5);
        int[] order = new Batches(data.train(), 64).shuffled(3, 1);
        ImageSet first = data.train().select(IntStream.of(order).limit(5).toArray());
        float[] pixels = new float[5 * 784];
        first.features(IntStream.range(0, 5).toArray(), 0, 5, pixels, 0);
        assertArrayEquals(Matrix.doubles(pixels), few.x().data());
        assertEquals("(5, 784)", few.x().shape());
        assertEquals("(5, 10)", few.targets().shape());
        for (int row = 0; row < 5; row++) {
            assertEquals(1, few.targets().get(row, first.labels()[row]));
        }
        assertEquals(64, few.size());
        assertEquals(64, FirstBatch.of(CONFIG, data.train(), 1000).x().rows());
    }

    @Test
    void aPositionCountsTheEpochsThatHaveAStep() {
        Progress begun = Progress.begin(CONFIG, Map.of());
        assertEquals(0, begun.epochsBegun());
        assertEquals(0, begun.seconds());
        assertEquals(2, new Progress(CONFIG, Map.of(), 3, 0, 8, 0, 0, 0, List.of(), 0).epochsBegun());
        assertEquals(3, new Progress(CONFIG, Map.of(), 3, 1, 9, 0, 0, 0, List.of(), 0).epochsBegun());
        TrainingConfig longer = CONFIG.with(draft -> draft.epochs = 9);
        assertEquals(longer, begun.with(longer, 7).config());
        assertEquals(7, begun.with(longer, 7).seconds());
    }

    @Test
    void aRunKeepsItsIdentityWhenItIsResumed() {
        RunIdentity run = RunIdentity.now("here", "by hand");
        assertNotEquals(run.id(), RunIdentity.now("here", "by hand").id());
        assertTrue(run.resumed().isEmpty());
        RunIdentity resumed = run.resumedNow("there");
        assertEquals(run.id(), resumed.id());
        assertEquals(run.start(), resumed.start());
        assertEquals("there", resumed.dataFolder());
        assertFalse(Instant.parse(resumed.resumed().get(0)).isBefore(Instant.parse(run.start())));
        assertEquals(2, resumed.resumedNow("there").resumed().size());
        assertEquals(new RunIdentity(run.id(), run.start(), List.of(), "moved", "by hand"), run.withData("moved"));
    }

    @Test
    void aCheckpointFromBeforeTheFirstStepIsTheStart() {
        TrainingConfig known = CONFIG.of(data.train());
        OneNetwork network = OneNetwork.of(Device.CPU, new TrainingStart.Seed(), CONFIG, data);
        Checkpoint begun = Checkpoint.begin(CONFIG, data, network.start());
        assertArrayEquals(
                new TrainingStart.Seed().state(known, data.train()).parameters(),
                begun.network().parameters());
        assertEquals(0, begun.network().steps());
        assertNull(begun.best());
        assertDoesNotThrow(() -> begun.requireFits(known, data));
        assertEquals(9, begun.of(known, 9).progress().seconds());
        TrainingConfig longer = known.with(draft -> draft.epochs = 9);
        assertEquals(longer, begun.with(longer).progress().config());
        ImageData others = new ImageData(data.train(), data.test(), Map.of("images", "1f".repeat(32)));
        CrosscheckException refused = assertThrows(CrosscheckException.class, () -> begun.requireFits(known, others));
        assertTrue(refused.getMessage().startsWith("images: expected SHA-256 0f0f"), refused.getMessage());
    }

    /** 200 images in batches of 64 are 4 steps; the confusion matrices count all images. */
    @Test
    void aCheckpointOfAnotherPlaceOrOtherCountsIsRefused() {
        TrainingConfig known = CONFIG.of(data.train());
        int[][] counts = new int[10][10];
        counts[0][0] = 50;
        Evaluation test = new Evaluation(0.5, counts);
        assertDoesNotThrow(() -> at(known, 2, 4, 8, test).requireFits(known, data));
        refused(at(known, 2, 5, 9, test), known);
        refused(at(known, 2, 1, 4, test), known);
        refused(at(known, 2, 1, 5, new Evaluation(0.5, new int[10][10])), known);
        int[][] narrow = new int[10][9];
        narrow[0][0] = 50;
        refused(at(known, 2, 1, 5, new Evaluation(0.5, narrow)), known);
        int[][] short9 = new int[9][10];
        short9[0][0] = 50;
        refused(at(known, 2, 1, 5, new Evaluation(0.5, short9)), known);
        Evaluation numbers = new Evaluation(0.5, new int[10][10], new Evaluation.Numbers(50, 1, null), null);
        refused(at(known, 2, 1, 5, numbers), known);
        TrainingConfig wider = CONFIG.with(draft -> draft.network = draft.network.withUnits(List.of(9)));
        refused(at(known, 2, 4, 8, test), wider);
    }

    private static Checkpoint at(TrainingConfig config, int epoch, int batch, int steps, Evaluation test) {
        EpochMetrics first = new EpochMetrics(1, 0.5, null, test, 1, 10);
        Progress progress = new Progress(config, data.sha256(), epoch, batch, steps, 0, 0, 0, List.of(first), 0);
        return new Checkpoint(progress, new double[steps], new TrainingStart.Seed().state(config, data.train()), null);
    }

    private static void refused(Checkpoint checkpoint, TrainingConfig config) {
        assertThrows(CrosscheckException.class, () -> checkpoint.requireFits(config, data));
    }

    @Test
    void aTrainingSaysWhatItLearnsFrom() {
        TrainingConfig validating = CONFIG.with(draft -> {
            draft.validation = 40;
            draft.classWeights = ClassWeights.BALANCED;
            draft.method = TrainingMethod.byDefault();
        });
        OneNetwork network = OneNetwork.of(Device.CPU, new TrainingStart.Seed(), validating, data);
        assertEquals(160, network.train().size());
        assertEquals(40, network.held().size());
        int[] counts = new int[10];
        for (int label : network.train().labels()) {
            counts[label]++;
        }
        assertEquals(
                16.0 / counts[3],
                new Training(Device.CPU, validating, data).classWeights().get(3),
                1e-12);
        assertNull(OneNetwork.of(Device.CPU, new TrainingStart.Seed(), CONFIG, data)
                .held());
        assertTrue(new Training(Device.CPU, CONFIG, data).classWeights().isEmpty());
    }

    @Test
    void startsAreUsedAsTheyAreOrRefusedByTheirSizes() {
        Setup setup = Setup.parse("3-4-2 relu cross-entropy");
        Parameters parameters = setup.initial();
        InitialWeights.Source source =
                InitialWeights.of("start", setup.network().sizes(), parameters);
        assertEquals(parameters, source.parameters(3, 2));
        for (int[] sizes : new int[][] {{4, 2}, {3, 3}}) {
            CrosscheckException refused =
                    assertThrows(CrosscheckException.class, () -> source.parameters(sizes[0], sizes[1]));
            assertTrue(refused.getMessage().contains("found 3 and 2"), refused.getMessage());
        }
    }

    @Test
    void aCandidateIsShownByItsMeasure() {
        Candidates.Score accuracy = new Candidates.Score(1, 0.5, 91.25, null);
        Candidates.Score rmse = new Candidates.Score(1, 0.5, null, 2.5);
        assertEquals("accuracy 91.25 %", accuracy.name() + " " + accuracy.measure());
        assertEquals("RMSE 2.5000", rmse.name() + " " + rmse.measure());
        Candidates.Entry one = new Candidates.Entry("one", CONFIG.setup(), accuracy);
        Candidates.Verdict verdict = new Candidates.Verdict("one", 40, 1, "It is the only one.");
        assertEquals("40 validation rows", new Candidates(List.of(one), 0, false, verdict).rows());
        assertEquals("40 training rows, in 5 folds", new Candidates(List.of(one), 5, false, verdict).rows());
        TableRun run =
                new TableRun(new TableSource(TableOptions.FOUND, "y", null, Share.NONE), DecisionSpec.USUAL, null);
        TrainingConfig given = CONFIG.with(draft -> draft.source = run);
        assertFalse(TableRun.leavesChoice(CONFIG));
        assertFalse(TableRun.leavesChoice(given));
        assertTrue(TableRun.leavesChoice(
                given.with(draft -> draft.source = run.with(new Candidates(List.of(one), 0, false, null)))));
        TrainingConfig decided =
                given.with(draft -> draft.source = run.with(new Candidates(List.of(one), 0, false, verdict)));
        assertFalse(TableRun.leavesChoice(decided));
        Setup other = Setup.parse("784-9-10 tanh cross-entropy");
        assertEquals(other, decided.withSetup(other).setup());
    }

    @Test
    void wishesThatOnlyTwoClassesHave() {
        DecisionSpec.Costs costs = new DecisionSpec.Costs(1, 2);
        assertFalse(DecisionSpec.USUAL.wantsTwoClasses());
        assertTrue(new DecisionSpec("sick", null, null, null, 0.9).wantsTwoClasses());
        assertTrue(new DecisionSpec(null, costs, null, null, 0.9).wantsTwoClasses());
        assertTrue(new DecisionSpec(null, null, 0.9, null, 0.9).wantsTwoClasses());
    }

    /** -ln ½ and -ln ¼, and twice the second; with one output the probability of class 1. */
    @Test
    void lossesAreThoseOfEachRow() {
        Matrix second = new Matrix(2, 1, 0, 1);
        MatrixExamples two = new MatrixExamples(Matrix.zeros(2, 1), second, 2);
        float[] ofSecond = {0.5f, 0.25f};
        double ln2 = Math.log(2);
        assertArrayEquals(
                new double[] {ln2, 4 * ln2},
                Evaluation.losses(ofSecond, two, Loss.BINARY_CROSS_ENTROPY, List.of(1.0, 2.0)),
                1e-12);
        MatrixExamples both = new MatrixExamples(Matrix.zeros(2, 1), new Matrix(2, 2, 1, 0, 0, 1), 2);
        float[] ofBoth = {0.5f, 0.5f, 0.75f, 0.25f};
        assertArrayEquals(
                new double[] {ln2, 2 * ln2},
                Evaluation.losses(ofBoth, both, Loss.CATEGORICAL_CROSS_ENTROPY, List.of()),
                1e-12);
        MatrixExamples numbers = new MatrixExamples(Matrix.zeros(2, 1), new Matrix(2, 1, 1, -1), 0);
        assertArrayEquals(
                new double[] {0.25, 9},
                Evaluation.losses(new float[] {1.5f, 2}, numbers, Loss.MEAN_SQUARED_ERROR, List.of()));
        Evaluation equal = new Evaluation(1, new int[0][], new Evaluation.Numbers(3, 0.5, null), null);
        assertEquals("RMSE: 0.50000", equal.words());
        Evaluation better = new Evaluation(1, new int[0][], new Evaluation.Numbers(3, 0.5, 0.25), null);
        assertEquals("RMSE: 0.50000  R2: 0.2500", better.words());
        assertEquals("Accuracy: 1/2 (50.00%)", new Evaluation(1, new int[][] {{1, 1}, {0, 0}}).words());
    }
}
