package dev.crosscheck.nn;

import dev.crosscheck.limits.Members;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The weight of each class's rows in the training loss.
 *
 * <p>Balanced weights are {@code n / (C n_c)}, with n rows to learn from, C classes and n_c rows of class c, so that all classes have the
 * same total weight: scikit-learn's {@code class_weight="balanced"} ({@code n_samples / (n_classes * np.bincount(y))}). A class without
 * rows is not counted in C and has the weight 1.
 *
 * @param balanced whether the weights are computed from the labels
 * @param weights one per class, in the form of {@link WeightedLoss}; empty if all rows have the same weight, and for balanced weights until
 *     the labels are known
 */
public record ClassWeights(boolean balanced, List<Double> weights) {
    /** All rows have the same weight. */
    public static final ClassWeights NONE = new ClassWeights(false, List.of());

    /** Balanced weights, to be computed from the labels. */
    public static final ClassWeights BALANCED = new ClassWeights(true, List.of());

    public ClassWeights {
        weights = List.copyOf(weights);
        Members.size("weights", weights.size(), 0, NetworkSpec.MOST_UNITS);
        for (double weight : weights) {
            Members.number("weights", weight, Double.MIN_VALUE, WeightedLoss.LARGEST);
        }
    }

    public static ClassWeights of(List<Double> weights) {
        return new ClassWeights(false, weights);
    }

    /** @return the weights of this {@link #label}; a NumberFormatException says that there are none */
    static ClassWeights parse(String label) {
        return switch (label) {
            case "none" -> NONE;
            case "balanced" -> BALANCED;
            default -> of(Stream.of(label.split("/", -1)).map(Double::valueOf).toList());
        };
    }

    /** @return whether all rows have the same weight */
    public boolean areNone() {
        return !balanced && weights.isEmpty();
    }

    /** @return the weight of a row of the class; balanced weights must have been computed */
    public double weight(int label) {
        return weights.isEmpty() ? 1 : weights.get(label);
    }

    /** @return {@code none}, {@code balanced}, or the weights separated by slashes */
    public String label() {
        if (balanced) {
            return "balanced";
        }
        return areNone() ? "none" : weights.stream().map(String::valueOf).collect(Collectors.joining("/"));
    }

    /**
     * @param labels of the rows to learn from
     * @param classes number of classes
     * @return the same with a weight for each class; unchanged unless balanced
     */
    public ClassWeights of(int[] labels, int classes) {
        if (!balanced) {
            return this;
        }
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        long present = IntStream.of(counts).filter(count -> count > 0).count();
        return new ClassWeights(
                true,
                IntStream.of(counts)
                        .mapToObj(count -> count == 0 ? 1.0 : (double) labels.length / (present * count))
                        .toList());
    }
}
