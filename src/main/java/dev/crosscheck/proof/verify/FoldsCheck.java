package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.table.FitOptions;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Split;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TableFeatures;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.NetworkTwin;
import dev.crosscheck.proof.verify.Mutants.Family;
import dev.crosscheck.proof.verify.Mutants.Mutant;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.HeldOut;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.Training;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.byhand.Kernels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Checks the networks that are trained side by side, each without another fold: no network knows the rows of its fold, since with other targets
 * there it is the same to the last bit; each row is judged by that network; and the model's answer is the softmax of the mean logits. The reference
 * answers are DL4J's, in double, for the trained parameters. Needs ND4J started.
 */
final class FoldsCheck {
    private static final int ROWS = 150;
    private static final int TESTED = 30;
    private static final int FOLDS = 3;

    private final Trainings trainings;
    private final Comparisons all = new Comparisons();
    private final Comparison unknown =
            all.of("each network, against that with other targets in its fold", Tolerances.EXACT);
    private final Comparison rows = all.of("rows in one fold, of about the same size", Tolerances.EXACT);
    private final Comparison judged = all.of("loss of all rows, each by its network, against DL4J's", Tolerances.FOLDS);
    private final Comparison answers = all.of("answers, against the mean of DL4J's logits", Tolerances.FOLDS);

    /**
     * What a training gives.
     *
     * @param answers to the test rows
     * @param parts the networks and the rows that judge each
     * @param loss of all training rows in the best epoch, as reported
     */
    private record Result(float[] answers, List<HeldOut.Part> parts, double loss) {}

    /** Trains or, in a mutant, does something else. */
    @FunctionalInterface
    private interface Trainings {
        Result of(TrainingConfig config, TableData data);
    }

    private FoldsCheck(Trainings trainings) {
        this.trainings = trainings;
    }

    /** Checks what {@code train} does. */
    static Findings findings() {
        return findings(FoldsCheck::asTrainDoes);
    }

    private static Result asTrainDoes(TrainingConfig config, TableData data) {
        Training training = new Training(Device.CPU, config, data);
        TrainingOutcome outcome = training.run(new RunListener() {}, () -> false);
        return new Result(
                outcome.answers(data.test()),
                training.heldOut(outcome).parts(),
                outcome.epochs().get(outcome.bestEpoch() - 1).validation().loss());
    }

    private static Findings findings(Trainings trainings) {
        FoldsCheck check = new FoldsCheck(trainings);
        check.compareWhatIsKnown();
        check.compareAnswers();
        return check.all.findings(
                "Folds: each network judges what it does not know, and all answer together",
                FOLDS + " networks side by side on " + (ROWS - TESTED) + " rows, for classes and for numbers");
    }

    private static TrainingConfig config(String network, TableData data) {
        return TrainingConfig.of(Setup.parse(network + " adam lr:0.02 batch:16 seed:3 folds:" + FOLDS))
                .with(draft -> draft.method = TrainingMethod.byHand(Kernels.AUTO))
                .of(data.train());
    }

    /**
     * The targets of one fold after another become others; only the network without this fold may stay the same. There is one epoch, since of several the
     * targets choose the best.
     */
    private void compareWhatIsKnown() {
        TableData data = data(true);
        TrainingConfig config = config("2-5-1 tanh mse epochs:1", data);
        List<HeldOut.Part> parts = trainings.of(config, data).parts();
        int[] times = new int[ROWS - TESTED];
        for (int fold = 0; fold < parts.size(); fold++) {
            int[] own = parts.get(fold).rows();
            Arrays.stream(own).forEach(row -> times[row]++);
            rows.require("size of fold " + fold, Math.abs(own.length - (ROWS - TESTED) / (double) FOLDS) < 1);
            List<HeldOut.Part> other = trainings.of(config, data(true, own)).parts();
            for (int network = 0; network < parts.size(); network++) {
                float[] before = parts.get(network).parameters();
                float[] after = other.get(network).parameters();
                if (network == fold) {
                    unknown.add("network " + fold, Matrix.doubles(before), Matrix.doubles(after));
                } else {
                    unknown.require("network " + network + " knows fold " + fold, !Arrays.equals(before, after));
                }
            }
        }
        rows.add(
                "times",
                IntStream.of(times).mapToDouble(i -> 1).toArray(),
                IntStream.of(times).asDoubleStream().toArray());
    }

    private void compareAnswers() {
        TableData data = data(false);
        TrainingConfig config = config("2-5-4-3 tanh cross-entropy epochs:4", data);
        Result found = trainings.of(config, data);
        int classes = 3;
        double[] logits = new double[TESTED * classes];
        double loss = 0;
        for (HeldOut.Part part : found.parts()) {
            NetworkTwin twin =
                    new NetworkTwin(config.network().network(), config.network().loss());
            twin.setParameters(Parameters.of(config.network().sizes(), part.parameters()));
            double[] probabilities = twin.output(features(data.test())).data();
            for (int i = 0; i < logits.length; i++) {
                logits[i] += Math.log(probabilities[i]) / FOLDS;
            }
            Examples own = data.train().select(part.rows());
            double[] judgedOnes = twin.output(features(own)).data();
            for (int i = 0; i < own.size(); i++) {
                loss -= Math.log(judgedOnes[i * classes + own.labels()[i]]) / (ROWS - TESTED);
            }
        }
        judged.add("mean over all rows", loss, found.loss());
        double[] expected = new double[logits.length];
        for (int row = 0; row < TESTED; row++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(logits[row * classes + c]);
            }
            for (int c = 0; c < classes; c++) {
                expected[row * classes + c] = Math.exp(logits[row * classes + c]) / sum;
            }
        }
        answers.add("probabilities of " + TESTED + " rows", expected, Matrix.doubles(found.answers()));
    }

    private static Matrix features(Examples examples) {
        float[] features = new float[examples.size() * examples.features()];
        examples.features(IntStream.range(0, examples.size()).toArray(), 0, examples.size(), features, 0);
        return Matrix.widened(examples.size(), features);
    }

    /**
     * @param numbers whether the target is a number; else it is one of three classes
     * @param changed training rows whose target is another number
     */
    private static TableData data(boolean numbers, int... changed) {
        SplittableRandom random = new SplittableRandom(11);
        List<Integer> others = Arrays.stream(changed).boxed().toList();
        List<String> plain = new ArrayList<>(List.of("x,y,t"));
        List<String> lines = new ArrayList<>(plain);
        for (int row = 0; row < ROWS; row++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            double number = x * y + random.nextGaussian() / 4;
            String start = String.format(Locale.ROOT, "%.4f,%.4f,", x, y);
            String target = numbers ? String.format(Locale.ROOT, "%.4f", number) : x > y ? "a" : x * y > 0 ? "b" : "c";
            plain.add(start + target);
            lines.add(start + (others.contains(row) ? String.format(Locale.ROOT, "%.4f", 1 - number) : target));
        }
        TableSource source = new TableSource(TableOptions.FOUND, "t", null, false, new Share(0, TESTED));
        int[] learnt = IntStream.range(0, ROWS - TESTED).toArray();
        int[] test = IntStream.range(ROWS - TESTED, ROWS).toArray();
        // The scale of the numbers stays, so that only the changed ones differ.
        Table first = table(source, plain);
        Preprocessing fitted =
                Preprocessing.fit(first, TargetColumn.of(first, "t", null, false), learnt, FitOptions.USUAL);
        TableFeatures features = fitted.of(table(source, lines));
        return new TableData(
                TableExamples.of(features, false, learnt),
                TableExamples.of(features, false, test),
                Map.of(),
                Map.of(),
                fitted,
                null,
                new TableData.Origin(Path.of(first.name()), source, new Split(learnt, new int[0], test)),
                null);
    }

    private static Table table(TableSource source, List<String> lines) {
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        return Table.read("made.csv", text, source.reading());
    }

    static Stream<Mutant> mutants() {
        Family<Trainings> family = new Family<>(FoldsCheck::findings, FoldsCheck::asTrainDoes);
        return Stream.of(
                family.mutant(
                        "a fold that its network has seen", "the next network; right: its own", (config, data) -> {
                            Result right = asTrainDoes(config, data);
                            List<HeldOut.Part> parts = IntStream.range(0, FOLDS)
                                    .mapToObj(fold -> new HeldOut.Part(
                                            right.parts()
                                                    .get((fold + 1) % FOLDS)
                                                    .model(),
                                            right.parts().get(fold).rows()))
                                    .toList();
                            return new Result(right.answers(), parts, right.loss());
                        }),
                family.mutant("all rows judged by the mean", "of all networks; right: of one", (config, data) -> {
                    Training training = new Training(Device.CPU, config, data);
                    TrainingOutcome outcome = training.run(new RunListener() {}, () -> false);
                    Evaluation own = Evaluation.of(
                            outcome.answers(data.train()),
                            data.train(),
                            config.network().loss(),
                            List.of());
                    return new Result(
                            outcome.answers(data.test()),
                            training.heldOut(outcome).parts(),
                            own.loss());
                }),
                family.mutant("the mean of probabilities", "Σ p / K; right: of the logits", (config, data) -> {
                    Result right = asTrainDoes(config, data);
                    float[] means = new float[right.answers().length];
                    for (HeldOut.Part part : right.parts()) {
                        float[] some = part.answers(data.test());
                        for (int i = 0; i < means.length; i++) {
                            means[i] += some[i] / FOLDS;
                        }
                    }
                    return new Result(means, right.parts(), right.loss());
                }));
    }
}
