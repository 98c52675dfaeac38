package dev.crosscheck.tables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.TrainingSpec;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training on the penguins' table: each kind of output layer. */
class TableTrainingTest extends Nd4jTest {
    private static final RunListener DEAF = new RunListener() {};

    private static TableData data(String target, Loss loss) {
        return ReadTables.data(
                ReadTables.PENGUINS, ReadTables.source(target, null), 40, loss == Loss.BINARY_CROSS_ENTROPY);
    }

    private static Setup form(Loss loss, OptimizerSpec.Kind kind, double rate, int batch, double dropout) {
        OptimizerSpec optimizer = kind.byDefault().at(rate);
        Setup setup = Setups.of(List.of(8), Elementwise.TANH, loss, optimizer, dropout, Initialization.XAVIER);
        return new Setup(setup.network(), new TrainingSpec(optimizer, batch, 1, 7));
    }

    private static TrainingConfig config(Setup form, String target, int epochs) {
        return TrainingConfig.of(form).with(draft -> {
            draft.epochs = epochs;
            draft.validation = 40;
            draft.method = TrainingMethod.byDefault();
            draft.source = new TableRun(ReadTables.source(target, null), DecisionSpec.USUAL, null);
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
