package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.table.FitOptions;
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
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.verify.Mutants.Family;
import dev.crosscheck.proof.verify.Mutants.Mutant;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.byhand.Kernels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Checks that a training keeps the network of the epoch with the lowest <em>validation</em> loss and applies patience to that loss, and that the test
 * rows have no influence. It runs whole trainings as {@code train} does, on data where validation and test contradict each other: the labels of one of
 * the two parts are swapped, so that the best epoch for one is the worst for the other. The reference losses after each epoch are DL4J's, for the
 * parameters in the checkpoints of the run. Needs ND4J started.
 */
final class BestEpochCheck {
    private static final int LEARNT = 120;
    private static final int HELD = 40;
    private static final int EPOCHS = 8;
    private static final int PATIENCE = 3;

    private final Chooser chooser;
    private final Comparisons all = new Comparisons();
    private final Comparison losses =
            all.of("validation and test losses after each epoch, against DL4J's", Tolerances.TRAINER_LOSS);
    private final Comparison best =
            all.of("the best epoch, against the one with the lowest validation loss", Tolerances.EXACT);
    private final Comparison kept =
            all.of("parameters of the trained network, against those after that epoch", Tolerances.EXACT);
    private final Comparison ends =
            all.of("epochs done, against the patience with the validation loss", Tolerances.EXACT);

    /**
     * The result of a training.
     *
     * @param bestEpoch the epoch whose network was kept, from 1
     * @param parameters the parameters that were kept
     * @param epochs the number of epochs done
     */
    private record Choice(int bestEpoch, float[] parameters, int epochs) {}

    /** Returns what the training chose or, in a mutant, makes another choice. */
    @FunctionalInterface
    private interface Chooser {
        Choice of(WholeRun run);
    }

    private BestEpochCheck(Chooser chooser) {
        this.chooser = chooser;
    }

    /** Checks what {@code train} keeps. */
    static Findings findings() {
        return findings(BestEpochCheck::asTrainDoes);
    }

    private static Choice asTrainDoes(WholeRun run) {
        TrainingOutcome outcome = run.outcome();
        return new Choice(
                outcome.bestEpoch(),
                outcome.state().parameters(),
                outcome.epochs().size());
    }

    private static Findings findings(Chooser chooser) {
        BestEpochCheck check = new BestEpochCheck(chooser);
        check.compare(true);
        check.compare(false);
        return check.all.findings(
                "Best epoch: chosen by validation, never by test",
                "two trainings of at most " + EPOCHS + " epochs, with " + PATIENCE
                        + " epochs of patience; in each the epoch that is best by validation is not best by test");
    }

    /** @param follows whether the validation rows have the labels of the training rows' rule; exactly one of validation and test has */
    private void compare(boolean follows) {
        TableData data = data(follows);
        NetworkSpec network = TrainerChecks.network(2, List.of(6), Elementwise.TANH, 2, Loss.CATEGORICAL_CROSS_ENTROPY);
        TrainingConfig config = TrainingConfig.of(
                        TrainerChecks.setup(network, OptimizerSpec.Kind.ADAM, ClassWeights.NONE))
                .with(draft -> {
                    draft.optimizer = OptimizerSpec.Kind.ADAM.byDefault().at(0.02);
                    draft.epochs = EPOCHS;
                    draft.validation = HELD;
                    draft.stop = new StopRules(PATIENCE, null, null);
                    draft.method = new TrainingMethod(TrainerChoice.BY_HAND, Kernels.AUTO, 1);
                });
        WholeRun run = WholeRun.of(config, data);
        Examples held =
                data.train().select(IntStream.range(LEARNT, LEARNT + HELD).toArray());
        double[] byValidation = run.compareLosses(losses, "validation", held, EpochMetrics::validation);
        double[] byTest = run.compareLosses(losses, "test", data.test(), EpochMetrics::test);
        Choice choice = chooser.of(run);
        int lowest = lowest(byValidation);
        String which = follows ? "validation follows the law" : "the test follows the law";
        best.add("epoch, " + which, lowest + 1, choice.bestEpoch());
        best.add("another by test, " + which, 1, lowest == lowest(byTest) ? 0 : 1);
        kept.add("θ, " + which, run.parameters(lowest + 1), choice.parameters());
        ends.add(which, Math.min(EPOCHS, lowest + 1 + PATIENCE), choice.epochs());
    }

    private static int lowest(double... losses) {
        int lowest = 0;
        for (int epoch = 1; epoch < losses.length; epoch++) {
            lowest = losses[epoch] < losses[lowest] ? epoch : lowest;
        }
        return lowest;
    }

    static TableData data(boolean follows) {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder text = new StringBuilder("x,y,side\n");
        for (int row = 0; row < LEARNT + 2 * HELD; row++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            boolean other = row >= LEARNT && (row < LEARNT + HELD) != follows;
            text.append(String.format(Locale.ROOT, "%.4f,%.4f,%s%n", x, y, x + y > 0 == other ? "left" : "right"));
        }
        TableSource source = new TableSource(TableOptions.FOUND, "side", null, false, new Share(0, HELD));
        Table table = Table.read("made.csv", text.toString().getBytes(StandardCharsets.UTF_8), source.reading());
        TableFiles files = TableFiles.ofOne(source, table);
        int[] learnt = IntStream.range(0, LEARNT).toArray();
        int[] held = IntStream.range(LEARNT, LEARNT + HELD).toArray();
        int[] test = IntStream.range(LEARNT + HELD, LEARNT + 2 * HELD).toArray();
        Preprocessing fitted =
                Preprocessing.fit(table, TargetColumn.of(table, "side", null, false), learnt, FitOptions.USUAL);
        int[] both =
                IntStream.concat(Arrays.stream(learnt), Arrays.stream(held)).toArray();
        return new TableData(
                TableExamples.of(fitted.of(table), false, both),
                TableExamples.of(fitted.of(table), false, test),
                Map.of(),
                Map.of(),
                fitted,
                null,
                new TableData.Origin(Path.of(table.name()), files.source(), new Split(learnt, held, test)),
                null);
    }

    static Stream<Mutant> mutants() {
        Family<Chooser> family = new Family<>(BestEpochCheck::findings, BestEpochCheck::asTrainDoes);
        return Stream.of(
                family.mutant("the best epoch by the test", "lowest test loss; right: lowest validation loss", run -> {
                    int epoch = lowest(run.outcome().epochs().stream()
                            .mapToDouble(metrics -> metrics.test().loss())
                            .toArray());
                    return new Choice(
                            epoch + 1,
                            run.parameters(epoch + 1),
                            run.outcome().epochs().size());
                }),
                family.mutant(
                        "the last epoch for the best", "parameters after the last; right: after the best", run -> {
                            int last = run.afterEpochs().size();
                            return new Choice(run.outcome().bestEpoch(), run.parameters(last), last);
                        }),
                family.mutant(
                        "patience without end",
                        "all epochs; right: three without a better one",
                        run -> new Choice(
                                run.outcome().bestEpoch(), run.outcome().state().parameters(), EPOCHS)));
    }
}
