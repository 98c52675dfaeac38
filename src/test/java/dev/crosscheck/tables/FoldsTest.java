package dev.crosscheck.tables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.device.Device;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointInterval;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.Nd4jTest;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks side by side, each trained without another fold of the penguins. */
class FoldsTest extends Nd4jTest {
    private static final RunListener DEAF = new RunListener() {};
    private static final TrainingStart SEED = new TrainingStart.Seed();
    private static final int COUNT = 3;

    private static TableData data(String target, Loss loss) {
        return ReadTables.data(
                ReadTables.PENGUINS, ReadTables.source(target, null), 0, loss == Loss.BINARY_CROSS_ENTROPY);
    }

    private static TrainingConfig config(String line, TableData data, int threads) {
        return TrainingConfig.of(Setup.parse("1-" + line + " batch:32 epochs:3 folds:" + COUNT + " seed:5"))
                .with(draft -> {
                    draft.method = new TrainingMethod(TrainerChoice.BY_HAND, KernelChoice.AUTO, threads);
                    draft.source = new TableRun(
                            ReadTables.source(data.preprocessing().target().name(), null), DecisionSpec.USUAL, null);
                })
                .of(data.train());
    }

    private static Training training(TrainingStart start, TrainingConfig config, TableData data, CheckpointSink sink) {
        return new Training(start, config, data, sink, Folds.orOne(Device.CPU, start, config, data));
    }

    /** One network would validate on rows that it learns from. */
    @Test
    void aTrainingOfOneNetworkHasNoFolds() {
        TableData data = data("species", Loss.CATEGORICAL_CROSS_ENTROPY);
        TrainingConfig config = config("8-3 tanh cross-entropy adam", data, 1);
        assertThrows(IllegalArgumentException.class, () -> new Training(Device.CPU, config, data));
    }

    /** From the state before a step, each network does the step of its own batch, with the plain kernels and a trainer for that batch alone. */
    @ParameterizedTest
    @CsvSource({
        "species, CATEGORICAL_CROSS_ENTROPY, 8-3 tanh cross-entropy adamw lr:0.01 weight-decay:0.1",
        "sex, BINARY_CROSS_ENTROPY, 7-5-1 relu bce momentum lr:0.1",
        "body_mass_g, HUBER, 1 huber adam lr:0.05"
    })
    void eachNetworkDoesItsOwnSteps(String target, Loss loss, String line) {
        TableData data = data(target, loss);
        TrainingConfig config = config(line, data, 2);
        Folds folds = Folds.of(SEED, config, data);
        Batches batches = new Batches(data.train(), config.training().batch());
        NetworkState start = folds.start();
        int[] foldOf = data.folds(data.train().size(), COUNT, config.training().seed());
        int[] order = batches.shuffled(5, 1);
        double[] rates = new double[batches.count()];
        Arrays.fill(rates, config.learningRate());
        try (Trainer all = folds.trainer(start, batches)) {
            double[] losses = all.steps(order, 0, rates);
            List<NetworkState> found = folds.separate(all.state(0));
            double[] means = new double[rates.length];
            for (int fold = 0; fold < COUNT; fold++) {
                int own = fold;
                int[] left =
                        IntStream.of(order).filter(row -> foldOf[row] != own).toArray();
                NetworkState state = folds.separate(start).get(fold);
                for (int step = 0; step < rates.length; step++) {
                    int[] rows = Arrays.copyOfRange(
                            left, step * left.length / rates.length, (step + 1) * left.length / rates.length);
                    Batches one = new Batches(data.train().select(rows), rows.length);
                    TrainingMethod plain = new TrainingMethod(TrainerChoice.BY_HAND, KernelChoice.PLAIN, 1);
                    try (Trainer alone = plain.newTrainer(Device.CPU, config.setup(), state, one)) {
                        means[step] += alone.step(one.inOrder(), 0, rates[step]) / COUNT;
                        state = alone.state(0);
                    }
                }
                assertArrayEquals(state.parameters(), found.get(fold).parameters(), 0, "fold " + fold);
                assertArrayEquals(state.moments(), found.get(fold).moments(), 0, "fold " + fold);
                assertEquals(rates.length, found.get(fold).steps());
            }
            assertArrayEquals(means, losses, 1e-12, "a mean in double, in another order");
        }
    }

    /** The model's logits are the mean of the networks' logits, up to the rounding of weights that were divided by their number to float. */
    @ParameterizedTest
    @CsvSource({
        "species, CATEGORICAL_CROSS_ENTROPY, 8-6-4-3 tanh cross-entropy adam lr:0.01",
        "sex, BINARY_CROSS_ENTROPY, 7-1 relu bce adam lr:0.01",
        "species, CATEGORICAL_CROSS_ENTROPY, 3 cross-entropy adam lr:0.05",
        "body_mass_g, HUBER, 6-5-1 relu huber adam lr:0.01"
    })
    void theModelIsTheMeanOfTheNetworks(String target, Loss loss, String line) {
        TableData data = data(target, loss);
        TrainingConfig config = config(line, data, 2);
        Folds folds = Folds.of(SEED, config, data);
        TrainingOutcome outcome =
                training(SEED, config, data, CheckpointSink.NONE).run(DEAF, () -> false);
        HeldOut held = HeldOut.judged(folds, outcome);
        assertEquals(COUNT, held.parts().size());
        double[] mean = outcome.model().logits(data.test());
        double[] expected = new double[mean.length];
        List<float[]> outputs = new ArrayList<>();
        for (HeldOut.Part part : held.parts()) {
            double[] some = part.model().logits(data.test());
            outputs.add(floats(some));
            for (int i = 0; i < some.length; i++) {
                expected[i] += some[i] / COUNT;
            }
        }
        assertArrayEquals(expected, mean, 1e-5, "float's 6e-8 of sums of some ten products of about 1");
        float[] together = folds.mean(outputs);
        assertArrayEquals(outcome.model().answers(data.test()), together, 1e-5f, "the same in float");
        // What training reports is what the model answers.
        Evaluation reported = outcome.epochs().get(outcome.bestEpoch() - 1).test();
        Evaluation answered = Evaluation.of(
                outcome.model().answers(data.test()),
                data.test(),
                config.network().loss(),
                List.of());
        assertEquals(answered.loss(), reported.loss(), 1e-5, "in float, and in double");
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Each row is judged by the network that was not trained on it, and the epoch is chosen by these judgements. */
    @Test
    void rowsAreJudgedByTheNetworkThatDidNotSeeThem() {
        TableData data = data("species", Loss.CATEGORICAL_CROSS_ENTROPY);
        TrainingConfig config = config("8-3 relu cross-entropy adam lr:0.05", data, 2);
        Folds folds = Folds.of(SEED, config, data);
        TrainingOutcome outcome =
                training(SEED, config, data, CheckpointSink.NONE).run(DEAF, () -> false);
        HeldOut held = HeldOut.judged(folds, outcome);
        int[] foldOf = data.folds(data.train().size(), COUNT, 5);
        float[] answers = held.answers(Decision.NONE);
        double[] logits = held.logits();
        for (int fold = 0; fold < COUNT; fold++) {
            Model model = held.parts().get(fold).model();
            for (int row : held.parts().get(fold).rows()) {
                assertEquals(fold, foldOf[row]);
                Examples one = data.train().select(row);
                assertArrayEquals(model.answers(one), Arrays.copyOfRange(answers, 3 * row, 3 * row + 3), 0);
                assertArrayEquals(model.logits(one), Arrays.copyOfRange(logits, 3 * row, 3 * row + 3), 0);
            }
        }
        assertEquals(
                foldOf.length,
                held.parts().stream().mapToInt(part -> part.rows().length).sum());
        Evaluation judged = Evaluation.of(answers, data.train(), Loss.CATEGORICAL_CROSS_ENTROPY, List.of());
        Evaluation reported = outcome.epochs().get(outcome.bestEpoch() - 1).validation();
        assertEquals(judged.loss(), reported.loss(), 1e-5, "in double, and in float");
        for (EpochMetrics epoch : outcome.epochs()) {
            assertTrue(epoch.validation().loss() >= reported.loss());
        }
    }

    @Test
    void threadsAndInterruptionsChangeNoBit() {
        TableData data = data("sex", Loss.BINARY_CROSS_ENTROPY);
        TrainingConfig config = config("6-4-1 relu bce adam lr:0.01 dropout:0.2", data, 1);
        List<Checkpoint> checkpoints = new ArrayList<>();
        CheckpointSink sink =
                new CheckpointSink(new CheckpointInterval(2, CheckpointInterval.Unit.STEPS), checkpoints::add);
        TrainingOutcome whole = training(SEED, config, data, sink).run(DEAF, () -> false);
        TrainingOutcome threads = training(
                        SEED, config("6-4-1 relu bce adam lr:0.01 dropout:0.2", data, COUNT), data, CheckpointSink.NONE)
                .run(DEAF, () -> false);
        assertEquals(whole.model().parametersSha256(), threads.model().parametersSha256());
        assertTrue(checkpoints.size() > 3);
        for (Checkpoint from : checkpoints) {
            from.requireFits(config, data);
            TrainingOutcome resumed = training(new TrainingStart.Saved(from), config, data, CheckpointSink.NONE)
                    .run(DEAF, () -> false);
            assertArrayEquals(whole.state().parameters(), resumed.state().parameters(), 0);
            assertArrayEquals(whole.state().moments(), resumed.state().moments(), 0);
            assertEquals(whole.model().parametersSha256(), resumed.model().parametersSha256());
        }
    }

    @Test
    void groupsStayInOneFold() {
        TableData data = ReadTables.data(ReadTables.PENGUINS, ReadTables.source("species", "bill_depth_mm"), 0, false);
        int[] foldOf = data.folds(data.train().size() - 20, COUNT, 1);
        for (int i = 0; i < foldOf.length; i++) {
            for (int j = 0; j < i; j++) {
                assertTrue(data.groups()[i] != data.groups()[j] || foldOf[i] == foldOf[j], i + " and " + j);
            }
        }
        assertTrue(data.mostFolds(data.train().size()) > 60, "different depths");
    }

    @Test
    void batchesOutsideAFoldAreAsManyAndEqual() {
        TableData data = data("species", Loss.CATEGORICAL_CROSS_ENTROPY);
        Batches all = new Batches(data.train(), 32);
        int[] kept = IntStream.range(0, 200).toArray();
        BatchesOutsideFold outside = new BatchesOutsideFold(all, kept);
        assertEquals(all.count(), outside.count());
        int sum = 0;
        for (int i = 0; i < outside.count(); i++) {
            assertEquals(sum, outside.first(i));
            assertTrue(outside.size(i) >= 22 && outside.size(i) <= outside.largest());
            sum += outside.size(i);
        }
        assertEquals(200, sum);
        int[] order = outside.order(all.shuffled(3, 1));
        assertArrayEquals(kept, IntStream.of(order).sorted().toArray());
        Batches single = new Batches(data.train(), 1);
        CrosscheckException refused =
                assertThrows(CrosscheckException.class, () -> new BatchesOutsideFold(single, kept));
        assertTrue(
                refused.getMessage().startsWith("200 rows outside a fold are fewer than the 27"), refused.getMessage());
    }
}
