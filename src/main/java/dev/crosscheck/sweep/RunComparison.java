package dev.crosscheck.sweep;

import dev.crosscheck.statistics.PairedDifference;
import dev.crosscheck.statistics.Summary;
import dev.crosscheck.sweep.Contender.Run;
import dev.crosscheck.sweep.SweepResult.Measure;
import dev.crosscheck.train.record.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Compares runs and sweeps: how their settings differ, and by how much their results differ.
 *
 * @param measure the measure that is compared: a validation measure if all sides have it, otherwise one of the test set, which should not
 *     be used to choose between them
 * @param sides in the order given; each is compared with the first
 * @param differing facts that are not the same for all sides, each with one value per side; null where a side does not have the fact
 */
public record RunComparison(Measure measure, List<Side> sides, Map<String, List<String>> differing) {
    /** The difference, in percentage points of accuracy, for which the number of seeds is computed. */
    private static final double POINTS = 0.1;

    /**
     * One run, or one setting of a sweep.
     *
     * @param name for display
     * @param seeds the seeds of its runs
     * @param figures the measure's value for each run
     * @param summary of the figures
     * @param common number of seeds shared with the first side; 0 for the first
     * @param difference from the first side on the shared seeds; null for the first side and if no seeds are shared
     * @param p p-value of the difference, with Holm's correction over all sides
     * @param seedsNeeded seeds needed to detect a difference of 0.1 points; null if the measure is not an accuracy or there are too few
     *     pairs
     * @param curves losses, accuracies and RMSEs by name: the mean over its runs after each epoch that all of them have
     */
    public record Side(
            String name,
            List<Long> seeds,
            List<Double> figures,
            Summary summary,
            int common,
            PairedDifference difference,
            Double p,
            Integer seedsNeeded,
            Map<String, List<Double>> curves) {}

    /** @param contenders at least two */
    public static RunComparison of(List<Contender> contenders) {
        Measure measure = measure(contenders);
        Contender base = contenders.get(0);
        List<PairedDifference> differences = contenders.stream()
                .map(contender -> contender == base ? null : difference(contender, base, measure))
                .toList();
        double[] corrected = PairedDifference.holm(differences.stream()
                .filter(Objects::nonNull)
                .mapToDouble(PairedDifference::p)
                .toArray());
        List<Side> sides = new ArrayList<>();
        int compared = 0;
        for (int i = 0; i < contenders.size(); i++) {
            PairedDifference difference = differences.get(i);
            Double p = difference == null ? null : corrected[compared++];
            sides.add(side(contenders.get(i), measure, difference, p));
        }
        return new RunComparison(measure, sides, differing(contenders));
    }

    private static Measure measure(List<Contender> contenders) {
        List<Measure> inOrder =
                List.of(Measure.VALIDATION_ACCURACY, Measure.VALIDATION_RMSE, Measure.TEST_ACCURACY, Measure.TEST_RMSE);
        return inOrder.stream()
                .filter(measure -> contenders.stream()
                        .flatMap(contender -> contender.runs().stream())
                        .allMatch(run -> measure.of(run.figures()) != null))
                .findFirst()
                .orElse(Measure.TEST_LOSS);
    }

    private static Side side(Contender contender, Measure measure, PairedDifference difference, Double p) {
        List<Double> figures = figures(contender, measure);
        boolean tells = difference != null
                && measure.isAccuracy()
                && difference.summary().runs() >= Summary.LEAST_FOR_INTERVAL;
        return new Side(
                contender.name(),
                contender.seeds(),
                figures,
                Summary.of(array(figures)),
                difference == null ? 0 : difference.summary().runs(),
                difference,
                p,
                tells ? difference.seedsNeeded(POINTS) : null,
                curves(contender));
    }

    private static List<Double> figures(Contender contender, Measure measure) {
        return contender.runs().stream().map(run -> measure.of(run.figures())).toList();
    }

    private static double[] array(List<Double> figures) {
        return figures.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** The paired difference on the shared seeds; null if there are none. */
    private static PairedDifference difference(Contender contender, Contender base, Measure measure) {
        List<Long> common =
                contender.seeds().stream().filter(base.seeds()::contains).toList();
        return common.isEmpty()
                ? null
                : PairedDifference.of(ofSeeds(contender, common, measure), ofSeeds(base, common, measure));
    }

    private static double[] ofSeeds(Contender contender, List<Long> seeds, Measure measure) {
        List<Double> figures = figures(contender, measure);
        return seeds.stream()
                .mapToDouble(seed -> figures.get(contender.seeds().indexOf(seed)))
                .toArray();
    }

    private static Map<String, List<String>> differing(List<Contender> contenders) {
        TreeSet<String> seen = new TreeSet<>();
        Map<String, List<String>> differing = new LinkedHashMap<>();
        for (Contender contender : contenders) {
            for (String name : contender.facts().keySet()) {
                List<String> values = new ArrayList<>();
                contenders.forEach(each -> values.add(each.facts().get(name)));
                if (seen.add(name) && values.stream().distinct().count() > 1) {
                    differing.put(name, values);
                }
            }
        }
        return differing;
    }

    private static Map<String, List<Double>> curves(Contender contender) {
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        Map<String, Function<RunRecord.Epoch, Double>> members = new LinkedHashMap<>();
        members.put("training loss", RunRecord.Epoch::trainLoss);
        members.put("validation loss", RunRecord.Epoch::validationLoss);
        members.put("validation accuracy in percent", RunRecord.Epoch::validationAccuracyPercent);
        members.put("validation RMSE", RunRecord.Epoch::validationRmse);
        members.put("test loss", RunRecord.Epoch::testLoss);
        members.put("test accuracy in percent", RunRecord.Epoch::testAccuracyPercent);
        members.put("test RMSE", RunRecord.Epoch::testRmse);
        members.forEach((name, member) -> {
            List<Double> means = means(contender.runs(), member);
            if (!means.isEmpty()) {
                curves.put(name, means);
            }
        });
        return curves;
    }

    /** Means over the runs for the epochs that all of them have; empty if any run lacks the figure. */
    private static List<Double> means(List<Run> runs, Function<RunRecord.Epoch, Double> figure) {
        int epochs = runs.stream().mapToInt(run -> run.epochs().size()).min().orElse(0);
        boolean all = runs.stream()
                .allMatch(run -> IntStream.range(0, epochs)
                        .allMatch(i -> figure.apply(run.epochs().get(i)) != null));
        return !all
                ? List.of()
                : IntStream.range(0, epochs)
                        .mapToObj(i -> runs.stream()
                                .mapToDouble(run -> figure.apply(run.epochs().get(i)))
                                .average()
                                .orElseThrow())
                        .toList();
    }

    /**
     * The first step at which the losses of two runs differ.
     *
     * @param step counted from 1; 0 if no shared step differs
     * @param steps number of steps that both runs have
     * @param first the first run's loss at that step; null if no shared step differs
     * @param second the second run's loss at that step; null if no shared step differs
     */
    public record Parting(int step, int steps, Double first, Double second) {
        /**
         * @param first step losses of one run
         * @param second step losses of the other
         */
        public static Parting of(double[] first, double[] second) {
            int steps = Math.min(first.length, second.length);
            for (int i = 0; i < steps; i++) {
                if (Double.doubleToLongBits(first[i]) != Double.doubleToLongBits(second[i])) {
                    return new Parting(i + 1, steps, first[i], second[i]);
                }
            }
            return new Parting(0, steps, null, null);
        }
    }
}
