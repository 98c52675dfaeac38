package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The choices and limits that the page offers.
 *
 * @param outputs the losses for each output, the default first
 * @param optimizers each with its default learning rate
 * @param maxSteps total for all branches of a session; a session with a large network may have fewer and says so
 * @param tolerances differences up to which numbers count as equal
 */
record LimitsView(
        List<String> kinds,
        List<String> activations,
        Map<String, List<String>> outputs,
        List<OfOptimizer> optimizers,
        List<String> initializations,
        List<String> slips,
        int maxUnits,
        int maxLayers,
        int maxExamples,
        int maxClasses,
        int maxSteps,
        int maxStepsAtOnce,
        int maxBranches,
        int maxSurfaceSide,
        int maxFrames,
        int maxCsvCharacters,
        long minutesKept,
        OfComparisons tolerances) {
    static final LimitsView ALL = new LimitsView(
            ExperimentData.KINDS,
            Config.activations(),
            losses(),
            Arrays.stream(OptimizerSpec.Kind.values())
                    .map(kind -> new OfOptimizer(kind.label(), kind.byDefault().learningRate()))
                    .toList(),
            Config.initializations(),
            PlantedSlip.labels(),
            Limits.UNITS,
            Limits.HIDDEN,
            Limits.EXAMPLES,
            Limits.CLASSES,
            Limits.STEPS,
            Limits.STEPS_AT_ONCE,
            Limits.BRANCHES,
            Limits.SURFACE_SIDE,
            Limits.FRAMES,
            Limits.CSV_CHARACTERS,
            Limits.SESSION_KEPT.toMinutes(),
            new OfComparisons(Bound.of(Tolerances.CENTRAL_DIFFERENCES), Bound.of(Tolerances.OPTIMIZER)));

    /** An optimizer and its default learning rate. */
    record OfOptimizer(String name, double learningRate) {}

    /**
     * Tolerances for comparisons on the page.
     *
     * @param gradient for a gradient and its central difference; the absolute part is multiplied by the loss if that exceeds 1
     * @param update for a parameter after a step and the result of the correct optimizer
     */
    record OfComparisons(Bound gradient, Bound update) {}

    /** A tolerance without its reason: {@code |actual - expected| ≤ absolute + relative · |expected|}. */
    record Bound(double absolute, double relative) {
        private static Bound of(Tolerance tolerance) {
            return new Bound(tolerance.absolute(), tolerance.relative());
        }
    }

    private static Map<String, List<String>> losses() {
        Map<String, List<String>> losses = new LinkedHashMap<>();
        for (String output : Config.outputs()) {
            Activation activation = output.equals("linear") ? Elementwise.IDENTITY : Activation.byName(output);
            String usual = Config.usualLoss(output);
            Stream<String> others = Arrays.stream(Loss.values())
                    .filter(loss -> fits(loss, activation))
                    .map(Loss::label)
                    .filter(label -> !label.equals(usual));
            losses.put(output, Stream.concat(Stream.of(usual), others).toList());
        }
        return losses;
    }

    private static boolean fits(Loss loss, Activation output) {
        try {
            loss.requireFits(output);
            return true;
        } catch (CrosscheckException e) {
            return false;
        }
    }
}
