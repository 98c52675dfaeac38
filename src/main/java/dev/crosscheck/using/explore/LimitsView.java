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
 * What can be chosen, and how much of it.
 *
 * @param outputs the losses that go with each output, the usual one first
 * @param optimizers each with its usual learning rate
 * @param maxSteps of all branches of a session; a large network may have fewer, as its session says
 * @param tolerances how far numbers may be apart that are called the same
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
            Examples.KINDS,
            Config.activations(),
            losses(),
            Arrays.stream(OptimizerSpec.Kind.values())
                    .map(kind -> new OfOptimizer(kind.label(), kind.byDefault().learningRate()))
                    .toList(),
            Config.initializations(),
            Slip.labels(),
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

    /** An optimizer and the learning rate that it has unless told otherwise. */
    record OfOptimizer(String name, double learningRate) {}

    /**
     * For the page's own comparisons.
     *
     * @param gradient of a gradient and its central difference; the absolute part is times the loss, if that is more than 1
     * @param update of a parameter after a step and what the right optimizer makes of it
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
