package dev.crosscheck.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Split;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TableFiles;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.CheckpointSink;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.Trainee;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.KernelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions of networks that were trained on made-up tables. */
class DeciderTest {
    @TempDir
    private Path folder;

    /**
     * y = sin(3a) + b²/2, with noise that grows with b; about a fifth of the rows is "yes". And steep = 5 + 4a with noise that grows with it.
     *
     * @param target the column to learn; the two others are dropped
     */
    private Table table(int rows, long seed, String target) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder("a,b,y,sick,steep\n");
        for (int i = 0; i < rows; i++) {
            double a = 2 * random.nextDouble() - 1;
            double b = 2 * random.nextDouble() - 1;
            double noise = random.nextGaussian();
            double y = Math.sin(3 * a) + b * b / 2 + (0.2 + 0.3 * Math.abs(b)) * noise;
            double steep = (5 + 4 * a) * (1 + noise / 5);
            text.append(String.format(Locale.ROOT, "%.5f,%.5f,%.5f,%s,%.5f%n", a, b, y, y > 0.9 ? "yes" : "no", steep));
        }
        Set<String> drop = new TreeSet<>(Set.of("y", "sick", "steep"));
        drop.remove(target);
        TableOptions options = new TableOptions(
                null, null, null, null, null, Set.of(), Set.of(), drop, null, Map.of(), TableOptions.USUAL_MISSING);
        return Table.read(Files.writeString(folder.resolve("made.csv"), text), options);
    }

    private static TableData data(Table table, String target, int validation, long seed) {
        TableSource source = new TableSource(TableOptions.FOUND, target, null, new Share(0, 500));
        TableFiles files = TableFiles.ofOne(source, table);
        TargetColumn column = TargetColumn.of(table, target, null);
        Split split = Split.of(column, column.rows(), new Share(0, validation), new Share(0, 500), seed);
        Preprocessing fitted = Preprocessing.fit(table, column, split.train(), null);
        return TableData.of(files, fitted, split, target.equals("sick"));
    }

    private static Model trained(TableData data, int validation, int epochs, long seed) {
        boolean number = data.classes().isEmpty();
        OptimizerSpec adam = OptimizerSpec.Kind.ADAM.byDefault().at(0.01);
        Setup setup = Setups.of(
                List.of(16),
                Elementwise.TANH,
                number ? Loss.MEAN_SQUARED_ERROR : Loss.BINARY_CROSS_ENTROPY,
                adam,
                0,
                Initialization.XAVIER);
        TrainingConfig config = TrainingConfig.of(new Setup(setup.network(), new TrainingSpec(adam, 32, 1, seed)))
                .with(draft -> {
                    draft.epochs = epochs;
                    draft.validation = validation;
                    draft.method = TrainingMethod.byHand(KernelChoice.AUTO);
                });
        return new Training(Device.CPU, config, data)
                .run(new RunListener() {}, () -> false)
                .model();
    }

    /** The noise of the highest fifth is nine times that of the lowest: of one width, intervals held 78 and 100 % there. */
    @Test
    void intervalsKeepTheirPromiseAtEachLevel() throws IOException {
        Table table = table(1000, 9, "steep"); // 500 to train on
        double[] shares = new double[5];
        int splits = 5;
        for (int split = 1; split <= splits; split++) {
            TableData data = data(table, "steep", 0, split);
            Trained trained = ofFolds(data);
            Decision.Interval interval = decision(trained.decided()).interval();
            assertEquals(10, interval.points().size());
            boolean[] inside = inside(data, interval, trained.model());
            float[] answers = trained.model().answers(data.test());
            int[] order = IntStream.range(0, inside.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(row -> answers[row]))
                    .mapToInt(row -> row)
                    .toArray();
            for (int i = 0; i < order.length; i++) {
                shares[5 * i / order.length] += inside[order[i]] ? 5.0 / order.length / splits : 0;
            }
        }
        for (double share : shares) {
            assertEquals(0.9, share, 0.08, Arrays.toString(shares));
        }
    }

    /** A mean of three networks, and the same with its decision. */
    private record Trained(Model model, Model decided) {}

    private static Trained ofFolds(TableData data) {
        TrainingConfig config = TrainingConfig.of(Setup.parse("2-8-1 tanh mse adam lr:0.01 batch:32 epochs:30"))
                .with(draft -> {
                    draft.folds = 3;
                    draft.method = TrainingMethod.byHand(KernelChoice.AUTO);
                });
        TrainingStart start = new TrainingStart.Seed();
        Trainee folds = Folds.orOne(Device.CPU, start, config, data);
        TrainingOutcome outcome =
                new Training(start, config, data, CheckpointSink.NONE, folds).run(new RunListener() {}, () -> false);
        HeldOut held = HeldOut.judged(folds, outcome);
        assertEquals(data.train().size(), held.size());
        return new Trained(
                outcome.model(),
                Decider.of(outcome.model(), data, DecisionSpec.USUAL, held).model());
    }

    private static boolean[] inside(TableData data, Decision.Interval interval, Model model) {
        Target.OfNumber number = (Target.OfNumber) data.preprocessing().target();
        float[] answers = model.answers(data.test());
        float[] targets = new float[answers.length];
        data.test().targets(IntStream.range(0, answers.length).toArray(), 0, answers.length, targets);
        boolean[] inside = new boolean[answers.length];
        for (int i = 0; i < inside.length; i++) {
            double answer = number.value(answers[i]);
            inside[i] = Math.abs(number.value(targets[i]) - answer) <= interval.halfWidth(answer);
        }
        return inside;
    }

    /**
     * Over 20 splits the mean share must be within 2 points of the promise, as users are told. Its standard error is below half a point: √(0.9 ·
     * 0.1 (1/401 + 1/500)/20).
     */
    @Test
    void intervalsKeepTheirPromiseOverTwentySplits() throws IOException {
        double level = 0.9;
        Table table = table(980, 1, "y"); // 80 to train on, 400 to validate on and 500 to test on
        double sum = 0;
        for (int split = 1; split <= 20; split++) {
            TableData data = data(table, "y", 400, split);
            Model model = trained(data, 400, 60, split);
            DecisionSpec wanted = new DecisionSpec(null, null, null, null, level);
            Decision.Interval interval =
                    decision(decided(model, data, wanted, 400).model()).interval();
            assertEquals(400, interval.rows());
            assertEquals(8, interval.points().size());
            for (Decision.Point point : interval.points()) {
                assertEquals(
                        point.halfWidth(), Double.parseDouble(String.format(Locale.ROOT, "%.6g", point.halfWidth())));
            }
            boolean[] inside = inside(data, interval, model);
            sum += IntStream.range(0, inside.length).filter(i -> inside[i]).count() / (double) inside.length;
        }
        assertEquals(level, sum / 20, 0.02);
    }

    private static float[] all(Examples rows) {
        float[] features = new float[rows.size() * rows.features()];
        rows.features(IntStream.range(0, rows.size()).toArray(), 0, rows.size(), features, 0);
        return features;
    }

    /** A network whose logits are five times too large gets its own back. */
    @Test
    void aNetworkThatIsTooSureIsCalibrated() throws IOException {
        TableData data = data(table(1500, 4, "sick"), "sick", 300, 4);
        Model model = trained(data, 300, 20, 4);
        float[] loud = model.values().clone();
        int last = model.network().sizes().get(1) + 1;
        for (int i = loud.length - last; i < loud.length; i++) {
            loud[i] *= 5;
        }
        Model sure = new Model("sure", model.spec(), loud, model.preparation(), model.origin());
        Decider.Decided decided = decided(sure, data, DecisionSpec.USUAL, 300);
        Decision.Temperature temperature = decision(decided.model()).temperature();
        assertTrue(temperature.value() > 2.5 && temperature.value() < 10, temperature.toString());
        double after = loss(decided.model(), data.test());
        assertTrue(after < loss(sure, data.test()), "on rows that it was not fitted on");
        double[] logits = sure.logits(data.test());
        float[] answers = decided.model().answers(data.test());
        for (int i = 0; i < answers.length; i++) {
            assertEquals(1 / (1 + Math.exp(-logits[i] / temperature.value())), answers[i], 1e-6, "a float's rounding");
        }
        decided.model().save(folder.resolve(Model.FILE));
        Model loaded = Model.load(folder);
        assertEquals(decided.model().preparation(), loaded.preparation());
        assertEquals(sure.parametersSha256(), loaded.parametersSha256(), "the trained parameters are kept");
        Matrix features = Matrix.widened(1, all(data.test().select(7)));
        assertEquals(answers[7], loaded.answer(features).get(0, 0), 1e-7);
        Model undecided = decided.model().with(data.preparation());
        Decision.Temperature again = decision(
                        decided(undecided, data, DecisionSpec.USUAL, 300).model())
                .temperature();
        assertEquals(temperature, again);
    }

    private static Decision decision(Model model) {
        return TablePreparation.of(model.preparation()).decision();
    }

    private static Decider.Decided decided(Model model, TableData data, DecisionSpec wanted, int validation) {
        int all = data.train().size();
        TableExamples held =
                data.train().select(IntStream.range(all - validation, all).toArray());
        return Decider.of(model, data, wanted, HeldOut.of(model, held));
    }

    private static double loss(Model model, TableExamples rows) {
        return ClassMeasures.logLoss(Predictions.of(model.answers(rows), 1, rows.labels()));
    }

    @Test
    void theRarerClassIsPositiveUnlessAnotherIsNamed() throws IOException {
        TableData data = data(table(1500, 5, "sick"), "sick", 300, 5);
        Model model = trained(data, 300, 10, 5);
        assertEquals(
                new Decision.Positive(1, null),
                decision(model, data, DecisionSpec.USUAL).positive());
        DecisionSpec no = new DecisionSpec("no", null, null, null, 0.9);
        assertEquals(new Decision.Positive(0, null), decision(model, data, no).positive());
        assertEquals(1, Decider.rarer(0, 1, 1, 0));
        assertEquals(0, Decider.rarer(0, 1, 1));
    }

    private static Decision decision(Model model, TableData data, DecisionSpec wanted) {
        return decision(decided(model, data, wanted, 300).model());
    }

    @Test
    void aCutOffGivesWhatWasWanted() throws IOException {
        TableData data = data(table(1500, 6, "sick"), "sick", 300, 6);
        Model model = trained(data, 300, 30, 6);
        DecisionSpec recall = new DecisionSpec(null, null, 0.95, null, 0.9);
        Decision.CutOff found = decision(model, data, recall).cutOff();
        assertTrue(found.recall() >= 0.95 && found.probability() < 0.5, found.toString());
        DecisionSpec precision = new DecisionSpec(null, null, null, 0.5, 0.9);
        Decision.CutOff sure = decision(model, data, precision).cutOff();
        assertTrue(sure.precision() >= 0.5 && sure.probability() > found.probability(), sure.toString());
        DecisionSpec costs = new DecisionSpec(null, new DecisionSpec.Costs(1, 9), null, null, 0.9);
        Decision.CutOff cheap = decision(model, data, costs).cutOff();
        // With right probabilities it is 1/(1 + 9).
        assertTrue(cheap.probability() > 0.02 && cheap.probability() < 0.3, cheap.toString());
        assertNotNull(cheap.why());
    }

    @Test
    void withoutValidationRowsItIsSaidThatNothingWasDecided() throws IOException {
        TableData numbers = data(table(1500, 7, "y"), "y", 0, 7);
        Decider.Decided none = decided(trained(numbers, 0, 1, 7), numbers, DecisionSpec.USUAL, 0);
        assertNull(decision(none.model()).interval());
        assertTrue(none.words()
                .get(0)
                .startsWith("Intervals: none, since 0 held-out rows are fewer than the 9 that 90% takes: "));
        TableData classes = data(table(1500, 7, "sick"), "sick", 0, 7);
        DecisionSpec recall = new DecisionSpec(null, null, 0.95, null, 0.9);
        Decider.Decided likeliest = decided(trained(classes, 0, 1, 7), classes, recall, 0);
        assertNull(decision(likeliest.model()).temperature());
        assertNull(decision(likeliest.model()).cutOff());
        assertEquals(2, likeliest.words().size(), likeliest.words().toString());
    }
}
