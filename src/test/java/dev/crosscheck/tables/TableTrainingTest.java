package dev.crosscheck.tables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Temperature;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointInterval;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Training on the penguins' table: one network, or several side by side, each trained without another fold. */
class TableTrainingTest {
    private static final TrainingStart SEED = new TrainingStart.Seed();
    private static final int FOLDS = 3;

    /** Without folds, 40 rows are to validate on. */
    private static TableData data(String target, String line) {
        return ReadTables.data(
                ReadTables.PENGUINS,
                ReadTables.source(target, null),
                line.contains("folds:") ? 0 : 40,
                line.contains(" bce "));
    }

    private static TrainingConfig config(String line, TableData data, int threads) {
        return TrainingConfig.of(Setup.parse("1-" + line + " batch:32 seed:5"))
                .with(draft -> {
                    draft.validation = line.contains("folds:") ? 0 : 40;
                    draft.method = new TrainingMethod(TrainerChoice.BY_HAND, KernelChoice.AUTO, threads);
                    draft.source = new TableRun(
                            ReadTables.source(data.preprocessing().target().name(), null), DecisionSpec.USUAL, null);
                })
                .of(data.train());
    }

    private static TrainingOutcome trained(
            TrainingStart start, TrainingConfig config, TableData data, CheckpointSink sink) {
        return new Training(start, config, data, sink, Folds.orOne(Device.CPU, start, config, data))
                .run(new RunListener() {}, () -> false);
    }

    /** With any number of threads, too. */
    @ParameterizedTest
    @CsvSource({
        "species, 8-3 tanh cross-entropy adamw lr:0.01 epochs:2",
        "sex, 8-1 tanh bce adamw lr:0.01 dropout:0.2 epochs:2",
        "body_mass_g, 8-1 tanh huber momentum lr:0.01 dropout:0.2 epochs:2",
        "sex, 6-4-1 relu bce adam lr:0.01 dropout:0.2 epochs:2 folds:3"
    })
    void fromAnyStepARunComesToTheSameEnd(String target, String line) {
        TableData data = data(target, line);
        TrainingConfig config = config(line, data, 1);
        List<Checkpoint> checkpoints = new ArrayList<>();
        CheckpointSink sink =
                new CheckpointSink(new CheckpointInterval(1, CheckpointInterval.Unit.STEPS), checkpoints::add);
        TrainingOutcome whole = trained(SEED, config, data, sink);
        assertEquals(whole.steps(), checkpoints.size());
        for (int i = 0; i < whole.steps(); i += 3) {
            checkpoints.get(i).requireFits(config, data);
            TrainingStart from = new TrainingStart.Saved(checkpoints.get(i));
            TrainingOutcome resumed = trained(from, config(line, data, 1 + i % 3), data, CheckpointSink.NONE);
            assertArrayEquals(whole.state().parameters(), resumed.state().parameters());
            assertArrayEquals(whole.state().moments(), resumed.state().moments());
            assertEquals(whole.bestEpoch(), resumed.bestEpoch());
            assertEquals(whole.model().parametersSha256(), resumed.model().parametersSha256());
        }
    }

    @Test
    void numbersHaveNoClassesAndAreMeasuredInTheirUnit() {
        TableData data = data("body_mass_g", "1 mse");
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
    }

    /** Thread.interrupted, for one, says it only once. */
    @Test
    void aStopThatIsSaidOnceEndsTheChoiceOfANetwork() {
        TableWishes wishes = TableWishes.of("species");
        TablePlan plan = TablePlan.of(TableProblem.read(ReadTables.PENGUINS, wishes), wishes);
        TrainingConfig config = plan.config()
                .of(plan.rows().train())
                .with(draft -> draft.method = new TrainingMethod(TrainerChoice.BY_HAND, KernelChoice.AUTO, 1)
                        .resolve(Device.CPU, plan.config().setup(), plan.rows().train(), 1));
        AtomicInteger asked = new AtomicInteger();
        assertTrue(new TableTraining(
                        config, plan.rows(), Device.CPU, SEED, CheckpointSink.NONE, new TableTraining.Listener() {}, 0)
                .train(() -> asked.incrementAndGet() == 3)
                .isEmpty());
        assertEquals(3, asked.get());
    }

    /**
     * Each candidate is trained with 12 epochs, the recipe with 3, and twice as many each time, the recipe up to 50; it ends where twice as many
     * gained less than 1 %, or where as much again would not make it the best. The shortest that has the lowest loss is its score.
     */
    @ParameterizedTest
    @CsvSource({"species, 1", "body_mass_g, 2"})
    void candidatesAreTrainedForAsLongAsTwiceAsManyEpochsHelp(String target, int threads) {
        List<List<EpochMetrics>> trainings = new ArrayList<>();
        List<String> names = new ArrayList<>();
        TableWishes wishes = TableWishes.of(target).with("folds:2");
        TableResult result = TableTraining.train(
                ReadTables.PENGUINS,
                new TableWishes(
                        wishes.source(),
                        wishes.settings(),
                        null,
                        wishes.decision(),
                        new TrainingMethod(TrainerChoice.BY_HAND, KernelChoice.AUTO, threads)),
                new TableTraining.Listener() {
                    @Override
                    public TrainingOutcome watch(
                            Candidates.Entry candidate, Function<RunListener, TrainingOutcome> training) {
                        TrainingOutcome outcome = training.apply(new RunListener() {});
                        names.add(candidate.name());
                        trainings.add(outcome.epochs());
                        assertEquals(
                                candidate.setup().training().epochs(),
                                candidate.setup().training().schedule().epochs());
                        return outcome;
                    }
                });
        double lowest = Double.POSITIVE_INFINITY;
        int at = 0;
        for (Candidates.Entry entry :
                TableRun.ofTable(result.config()).candidates().entries()) {
            double best = Double.POSITIVE_INFINITY;
            int length = 0;
            boolean goesOn = true;
            boolean recipe = entry.name().equals("recipe");
            int most = recipe ? 6 : 4;
            for (int halvings = most; goesOn && halvings >= (recipe ? 2 : 0); halvings--, at++) {
                assertEquals(entry.name(), names.get(at));
                List<EpochMetrics> epochs = trainings.get(at);
                assertEquals(200 >> halvings, epochs.size());
                double loss = epochs.stream()
                        .mapToDouble(e -> e.validation().loss())
                        .min()
                        .orElseThrow();
                goesOn = halvings == most || loss < 0.99 * best && 2 * loss - best <= lowest;
                if (loss < best) {
                    best = loss;
                    length = epochs.size();
                }
            }
            assertEquals(length, entry.score().epochs());
            assertEquals(best, entry.score().loss());
            lowest = Math.min(lowest, best);
        }
        assertEquals(trainings.size(), at);
        Candidates.Entry chosen = TableRun.ofTable(result.config()).candidates().chosen();
        assertEquals(chosen.score().epochs(), result.config().training().epochs());
        assertEquals(
                chosen.score().epochs(), result.config().training().schedule().epochs());
    }

    @Test
    void whatIsPutAsideComesFromEachClass() {
        TableData data = data("species", "3 cross-entropy");
        int[] counts = new int[3];
        TrainingConfig config = config("3 cross-entropy", data, 1);
        for (int label : Folds.orOne(Device.CPU, SEED, config, data).held().labels()) {
            counts[label]++;
        }
        assertArrayEquals(new int[] {18, 8, 14}, counts, "shares of 152, 68 and 124 in 344");
    }

    /** From the state before a step, each network does the step of its own batch, with the plain kernels and a trainer for that batch alone. */
    @ParameterizedTest
    @CsvSource({
        "species, 8-3 tanh cross-entropy adamw lr:0.01 weight-decay:0.1 folds:3",
        "sex, 7-5-1 relu bce momentum lr:0.1 folds:3",
        "body_mass_g, 1 huber adam lr:0.05 folds:3"
    })
    void eachNetworkDoesItsOwnSteps(String target, String line) {
        TableData data = data(target, line);
        TrainingConfig config = config(line, data, 2);
        Folds folds = Folds.of(SEED, config, data);
        Batches batches = new Batches(data.train(), config.training().batch());
        NetworkState start = folds.start();
        int[] foldOf = data.folds(data.train().size(), FOLDS, config.training().seed());
        int[] order = batches.shuffled(5, 1);
        double[] rates = new double[batches.count()];
        Arrays.fill(rates, config.learningRate());
        try (Trainer all = folds.trainer(start, batches)) {
            double[] losses = all.steps(order, 0, rates);
            List<NetworkState> found = folds.separate(all.state(0));
            double[] means = new double[rates.length];
            for (int fold = 0; fold < FOLDS; fold++) {
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
                        means[step] += alone.step(one.inOrder(), 0, rates[step]) / FOLDS;
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

    /**
     * The model's logits are the mean of the networks' logits, up to the rounding of weights that were divided by their number to float. Each row is
     * judged by the network that was not trained on it, and the epoch is chosen by these judgements.
     */
    @ParameterizedTest
    @CsvSource({
        "species, 8-6-4-3 tanh cross-entropy adam lr:0.01 epochs:3 folds:3",
        "sex, 7-1 relu bce adam lr:0.01 epochs:3 folds:3",
        "species, 3 cross-entropy adam lr:0.05 epochs:3 folds:3",
        "body_mass_g, 6-5-1 relu huber adam lr:0.01 epochs:3 folds:3"
    })
    void theModelIsTheMeanOfNetworksThatJudgeRowsTheyDidNotSee(String target, String line) {
        TableData data = data(target, line);
        TrainingConfig config = config(line, data, 2);
        Folds folds = Folds.of(SEED, config, data);
        TrainingOutcome outcome = trained(SEED, config, data, CheckpointSink.NONE);
        HeldOut held = HeldOut.judged(folds, outcome);
        assertEquals(FOLDS, held.parts().size());
        int[] foldOf = data.folds(data.train().size(), FOLDS, 5);
        int rows = 0;
        float[] judged = held.answers(Decision.NONE);
        double[] logits = held.logits();
        int outputs = data.train().outputs();
        double[] mean = outcome.model().logits(data.test());
        double[] expected = new double[mean.length];
        List<float[]> each = new ArrayList<>();
        for (int fold = 0; fold < FOLDS; fold++) {
            Model model = held.parts().get(fold).model();
            double[] some = model.logits(data.test());
            each.add(Matrix.floats(some));
            for (int i = 0; i < some.length; i++) {
                expected[i] += some[i] / FOLDS;
            }
            for (int row : held.parts().get(fold).rows()) {
                rows++;
                assertEquals(fold, foldOf[row]);
                Examples one = data.train().select(row);
                int at = outputs * row;
                assertArrayEquals(model.answers(one), Arrays.copyOfRange(judged, at, at + outputs), 0);
                assertArrayEquals(model.logits(one), Arrays.copyOfRange(logits, at, at + outputs), 0);
            }
        }
        assertEquals(foldOf.length, rows);
        assertArrayEquals(expected, mean, 1e-5, "float's 6e-8 of sums of some ten products of about 1");
        float[] answers = outcome.model().answers(data.test());
        assertArrayEquals(answers, folds.mean(each), 1e-5f, "the same in float");
        // What training reports, in float, is what the networks and the model answer, in double.
        EpochMetrics best = outcome.epochs().get(outcome.bestEpoch() - 1);
        Loss loss = config.network().loss();
        Evaluation tested = Evaluation.of(answers, data.test(), loss, List.of());
        assertEquals(tested.loss(), best.test().loss(), 1e-5);
        float[] scaled = outputs == 1 && loss == Loss.HUBER
                ? judged
                : Temperature.scaled(judged, data.train().labels());
        Evaluation validated = Evaluation.of(scaled, data.train(), loss, List.of());
        assertEquals(validated.loss(), best.validation().loss(), 1e-5);
        for (EpochMetrics epoch : outcome.epochs()) {
            assertTrue(epoch.validation().loss() >= best.validation().loss());
        }
    }

    /** Trains on ten visits each of 60 patients, of whom the other columns tell all but hardly the label. */
    private static TableResult ofVisits(Path folder, long seed, double effect) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder("patient,a,b,y\n");
        for (int patient = 0; patient < 60; patient++) {
            double a = random.nextDouble();
            double b = random.nextDouble();
            String label = random.nextDouble() < 0.5 + effect * (a - 0.5) ? "ill" : "well";
            for (int visit = 0; visit < 10; visit++) {
                text.append(String.format(
                        Locale.ROOT, "p%d,%.4f,%.4f,%s%n", patient, a + visit / 1e3, b - visit / 1e3, label));
            }
        }
        TableWishes usual = TableWishes.of("y");
        TableWishes wishes = new TableWishes(
                        ReadTables.source("y", "patient"),
                        usual.settings(),
                        usual.validation(),
                        usual.decision(),
                        usual.method())
                .with("patience:1 folds:3");
        Path file = Files.writeString(folder.resolve("visits.csv"), text);
        return TableTraining.train(file, wishes, new TableTraining.Listener() {});
    }

    private static String verdict(TableResult found) {
        return TableRun.ofTable(found.config()).candidates().verdict().words();
    }

    /** What is chosen, and what is said of it, counts patients: by rows the linear model would beat guessing by three standard errors. */
    @Test
    void visitsOfAPatientAreNotSoManyRows(@TempDir Path folder) throws IOException {
        String weak = verdict(ofVisits(folder, 5, 0.75));
        assertTrue(weak.startsWith("Nothing beats guessing by more than three standard errors"), weak);
        TableResult found = ofVisits(folder, 3, 0);
        String chosen = verdict(found);
        Matcher error = Pattern.compile("with a standard error of ([0-9.]+)").matcher(chosen);
        assertTrue(error.find(), chosen);
        double ofRows = Math.sqrt(1 / 12.0 / 160 + 1 / 12.0 / 320);
        assertTrue(Double.parseDouble(error.group(1)) > 2 * ofRows, chosen);
        assertTrue(
                found.worth().words().contains("on the 120 test rows of 12 groups"),
                found.worth().words());
        assertFalse(found.worth().beatsBaseline());
        ClassMeasures guessing = (ClassMeasures) found.measures().get("baseline");
        double share = guessing.classes().get(0).rows() / 120.0;
        double entropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
        assertEquals(entropy, guessing.logLoss(), 1e-6, "it knows the shares of the test part");
    }

    @Test
    void groupsStayInOneFold() {
        TableData data = ReadTables.data(ReadTables.PENGUINS, ReadTables.source("species", "bill_depth_mm"), 0, false);
        int[] foldOf = data.folds(data.train().size() - 20, FOLDS, 1);
        for (int i = 0; i < foldOf.length; i++) {
            for (int j = 0; j < i; j++) {
                assertTrue(
                        data.train().groups()[i] != data.train().groups()[j] || foldOf[i] == foldOf[j],
                        i + " and " + j);
            }
        }
        assertTrue(data.mostFolds(data.train().size()) > 60, "different depths");
    }

    @Test
    void batchesOutsideAFoldAreAsManyAndEqual() {
        TableData data = data("species", "3 folds:3");
        Batches all = new Batches(data.train(), 32);
        int[] kept = IntStream.range(0, 200).toArray();
        FoldsTrainer.Outside outside = new FoldsTrainer.Outside(all, kept);
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
        assertThrows(CrosscheckException.class, () -> new FoldsTrainer.Outside(single, kept), "200 for 275 steps");
    }
}
