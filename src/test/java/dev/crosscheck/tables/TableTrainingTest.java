package dev.crosscheck.tables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Split;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TableFiles;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.WeightedLoss;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointInterval;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.Nd4jTest;
import dev.crosscheck.train.OneNetwork;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.DenseNetwork;
import dev.crosscheck.train.dl4j.Dl4jModel;
import dev.crosscheck.using.predict.TableModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;

/** Training on the penguins' table: each kind of output layer. */
class TableTrainingTest extends Nd4jTest {
    private static final RunListener DEAF = new RunListener() {};
    private static final Path PENGUINS = Path.of("data", "penguins", "penguins.csv");

    @TempDir
    private Path folder;

    private static TableData data(String target, Loss loss) {
        TableFiles files =
                TableFiles.read(PENGUINS, new TableSource(TableOptions.FOUND, target, null, new Share(0.2, 0)));
        Table table = files.table();
        TargetColumn column = TargetColumn.of(table, target, null);
        Split split = files.split(column, new Share(0, 40), 7);
        Preprocessing fitted = Preprocessing.fit(table, column, split.train(), null);
        return TableData.of(files, fitted, split, loss == Loss.BINARY_CROSS_ENTROPY);
    }

    private static Setup form(Loss loss, OptimizerSpec.Kind kind, double rate, int batch, double dropout) {
        OptimizerSpec optimizer = kind.byDefault().at(rate);
        Setup setup = Setups.of(List.of(8), Elementwise.TANH, loss, optimizer, dropout, Initialization.XAVIER);
        return new Setup(setup.network(), new TrainingSpec(optimizer, batch, 1, 7));
    }

    private static TrainingConfig config(Setup form, String target, int epochs) {
        TableSource source = new TableSource(TableOptions.FOUND, target, null, new Share(0.2, 0));
        return TrainingConfig.of(form).with(draft -> {
            draft.epochs = epochs;
            draft.validation = 40;
            draft.method = TrainingMethod.byDefault();
            draft.source = new TableRun(source, DecisionSpec.USUAL, null);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "species, CATEGORICAL_CROSS_ENTROPY, ADAMW, 0",
        "sex, BINARY_CROSS_ENTROPY, ADAMW, 0.2",
        "sex, CATEGORICAL_CROSS_ENTROPY, ADAM, 0",
        "body_mass_g, MEAN_SQUARED_ERROR, ADAM, 0",
        "body_mass_g, HUBER, MOMENTUM, 0.2"
    })
    void fromAnyStepARunComesToTheSameEnd(String target, Loss loss, OptimizerSpec.Kind optimizer, double dropout) {
        TableData data = data(target, loss);
        TrainingConfig config = config(form(loss, optimizer, 0.01, 32, dropout), target, 2);
        List<Checkpoint> checkpoints = new ArrayList<>();
        CheckpointSink sink =
                new CheckpointSink(new CheckpointInterval(1, CheckpointInterval.Unit.STEPS), checkpoints::add);
        TrainingOutcome whole =
                new Training(Device.CPU, new TrainingStart.Seed(), config, data, sink).run(DEAF, () -> false);
        assertEquals(whole.steps(), checkpoints.size());
        for (int i = 0; i < whole.steps(); i += 3) {
            Checkpoint from = checkpoints.get(i);
            from.requireFits(config, data);
            TrainingOutcome resumed = new Training(
                            Device.CPU, new TrainingStart.Saved(from), config, data, CheckpointSink.NONE)
                    .run(DEAF, () -> false);
            NetworkState expected = whole.state();
            assertArrayEquals(expected.parameters(), resumed.state().parameters());
            assertArrayEquals(expected.moments(), resumed.state().moments());
            assertEquals(whole.bestEpoch(), resumed.bestEpoch());
        }
    }

    /** One step of gradient descent over all rows, by hand in double: 1e-6 is some units in the last place of a float near 1. */
    @ParameterizedTest
    @CsvSource({
        "species, CATEGORICAL_CROSS_ENTROPY, false",
        "species, CATEGORICAL_CROSS_ENTROPY, true",
        "island, CATEGORICAL_CROSS_ENTROPY, true",
        "sex, CATEGORICAL_CROSS_ENTROPY, true",
        "sex, BINARY_CROSS_ENTROPY, false",
        "sex, BINARY_CROSS_ENTROPY, true",
        "body_mass_g, MEAN_SQUARED_ERROR, false",
        "body_mass_g, HUBER, false"
    })
    void aStepIsThatOfTheHandWrittenNetwork(String target, Loss loss, boolean balanced) {
        TableData data = data(target, loss);
        int rows = data.train().size() - 40;
        TableExamples examples = data.train();
        Setup form = Setups.weighted(
                        form(loss, OptimizerSpec.Kind.SGD, 0.5, rows, 0),
                        balanced ? ClassWeights.BALANCED : ClassWeights.NONE)
                .of(examples.features(), examples.outputs());
        TrainingConfig config = config(form, target, 1);
        Network network = form.network().network();
        Parameters start = NetworkState.drawn(form).parameters(network.sizes());
        Training training = new Training(Device.CPU, config, data);
        TrainingOutcome outcome = training.run(DEAF, () -> false);
        Batches batches = new Batches(examples.select(IntStream.range(0, rows).toArray()), rows);
        float[] x = new float[rows * examples.features()];
        float[] t = new float[rows * examples.outputs()];
        batches.gather(batches.inOrder(), 0, x, t);
        Matrix targets = matrix(rows, t);
        Objective objective = !balanced
                ? loss
                : new WeightedLoss(
                        loss,
                        ClassWeights.BALANCED
                                .of(batches.examples().labels(), examples.classes())
                                .weights());
        var pass = network.forward(start, matrix(rows, x));
        assertEquals(objective.value(pass.output(), targets), training.history().stepLosses()[0], 1e-5);
        Gradients gradients = Backprop.BY_HAND.gradients(network, start, pass, targets, objective);
        Parameters found = outcome.model().parameters();
        for (int i = 0; i < found.matrices().size(); i++) {
            double[] from = start.matrices().get(i).data();
            double[] slope = gradients.matrices().get(i).data();
            double[] expected = IntStream.range(0, from.length)
                    .mapToDouble(j -> from[j] - 0.5 * slope[j])
                    .toArray();
            assertArrayEquals(expected, found.matrices().get(i).data(), 1e-6);
        }
    }

    private static Matrix matrix(int rows, float... values) {
        return new Matrix(
                rows,
                values.length / rows,
                IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray());
    }

    /** What was saved is loaded by plain DL4J and by this program, and the hand-written network answers as both. */
    @ParameterizedTest
    @CsvSource({
        "species, CATEGORICAL_CROSS_ENTROPY, 3",
        "sex, BINARY_CROSS_ENTROPY, 1",
        "body_mass_g, MEAN_SQUARED_ERROR, 1",
        "body_mass_g, HUBER, 1"
    })
    void aSavedModelAnswersAsDl4j(String target, Loss loss, int outputs) throws IOException {
        TableData data = data(target, loss);
        Setup form = form(loss, OptimizerSpec.Kind.ADAMW, 0.01, 32, 0);
        TrainingOutcome outcome = new Training(Device.CPU, config(form, target, 2), data).run(DEAF, () -> false);
        Path file = folder.resolve(Model.FILE);
        outcome.model().save(file);
        Model content = Model.load(file);
        Path zip = folder.resolve(Dl4jModel.FILE);
        Dl4jModel.save(new DenseNetwork(form.of(content.spec().inputs(), outputs)).of(outcome.state()), zip);
        assertEquals(data.preparation(), content.preparation());
        assertEquals(data.sha256(), content.dataSha256());
        int rows = data.test().size();
        assertEquals(outputs, data.test().outputs());
        float[] features = new float[rows * data.test().features()];
        data.test().features(IntStream.range(0, rows).toArray(), 0, rows, features, 0);
        MultiLayerNetwork plain = MultiLayerNetwork.load(zip.toFile(), true);
        float[] expected = plain.output(Nd4j.create(features, rows, data.test().features()))
                .ravel()
                .toFloatVector();
        TableModel model = TableModel.of(content);
        double[] byHand = model.outputs(features, rows);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], byHand[i], 1e-5, "float beside double, outputs of some units");
        }
        assertEquals(rows, model.answers(byHand).size());
    }

    @Test
    void rowsAreGatheredInAnyOrderAndToAnyPlace() {
        TableData data = data("species", Loss.CATEGORICAL_CROSS_ENTROPY);
        TableExamples rows = data.test();
        int width = rows.features();
        float[] all = new float[rows.size() * width];
        rows.features(IntStream.range(0, rows.size()).toArray(), 0, rows.size(), all, 0);
        int[] order = {5, 3, 60, 0, 5};
        float[] some = new float[2 + 3 * width];
        Arrays.fill(some, 9);
        rows.features(order, 1, 4, some, 2);
        assertArrayEquals(
                Arrays.copyOfRange(all, 60 * width, 61 * width), Arrays.copyOfRange(some, 2 + width, 2 + 2 * width));
        assertEquals(9, some[1], "what is before is left alone");
        TableExamples selected = rows.select(60, 5);
        assertEquals(rows.labels()[60], selected.labels()[0]);
        float[] one = new float[width];
        selected.features(new int[] {0}, 0, 1, one, 0);
        assertArrayEquals(Arrays.copyOfRange(all, 60 * width, 61 * width), one);
    }

    @Test
    void numbersHaveNoClassesAndAreMeasuredInTheirUnit() {
        TableData data = data("body_mass_g", Loss.MEAN_SQUARED_ERROR);
        assertThrows(IllegalStateException.class, () -> data.test().labels());
        assertEquals(0, data.test().classes());
        float[] exact = new float[data.test().size()];
        data.test().targets(IntStream.range(0, exact.length).toArray(), 0, exact.length, exact);
        Evaluation right = Evaluation.of(exact, data.test(), Loss.MEAN_SQUARED_ERROR, List.of());
        assertEquals(0, right.numbers().rmse());
        assertEquals(1, right.numbers().r2());
        for (int i = 0; i < exact.length; i++) {
            exact[i] += 1;
        }
        Evaluation off = Evaluation.of(exact, data.test(), Loss.MEAN_SQUARED_ERROR, List.of());
        assertEquals(data.test().unit(), off.numbers().rmse(), 1e-3, "a deviation of some 800 g, in floats");
        assertEquals(1, off.loss(), 1e-6);
        assertEquals(0, off.confusion().length);
        assertTrue(off.words().startsWith("RMSE: "), off.words());
    }

    @Test
    void ofTwoClassesOneProbabilityTellsBoth() {
        Evaluation evaluation = Evaluation.of(new float[] {0.9f, 0.2f, 0.5f, 0.6f}, new int[] {1, 0, 1, 0});
        assertArrayEquals(new int[][] {{1, 1}, {1, 1}}, evaluation.confusion());
        double loss = -(Math.log(0.9) + Math.log(0.8) + Math.log(0.5) + Math.log(0.4)) / 4;
        assertEquals(loss, evaluation.loss(), 1e-7);
        assertNull(evaluation.numbers());
    }

    @Test
    void whatIsPutAsideComesFromEachClass() {
        TableData data = data("species", Loss.CATEGORICAL_CROSS_ENTROPY);
        OneNetwork parts = OneNetwork.of(
                Device.CPU,
                new TrainingStart.Seed(),
                TrainingConfig.of(Setup.parse("2-3 cross-entropy")).with(draft -> draft.validation = 40),
                data);
        int[] counts = new int[3];
        for (int label : parts.held().labels()) {
            counts[label]++;
        }
        assertArrayEquals(new int[] {18, 8, 14}, counts, "shares of 152, 68 and 124 in 344");
        assertFalse(data.classes().isEmpty());
    }
}
