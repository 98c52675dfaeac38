package dev.crosscheck.nn;

import dev.crosscheck.Members;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How much a row of each class counts in training.
 *
 * <p>Balanced weights are {@code n / (C n_c)}, with n rows to learn from, C classes and n_c rows of class c, so that all classes count the
 * same together: what scikit-learn calls {@code class_weight="balanced"} ({@code n_samples / (n_classes * np.bincount(y))}). A class without
 * a row is not counted and has the weight 1.
 *
 * @param balanced whether the labels decide
 * @param weights one per class, as {@link WeightedLoss} has them; none where all rows count the same, and for balanced ones until the
 *     labels are known
 */
public record ClassWeights(boolean balanced, List<Double> weights) {
    /** All rows count the same. */
    public static final ClassWeights NONE = new ClassWeights(false, List.of());

    /** As the labels will say. */
    public static final ClassWeights BALANCED = new ClassWeights(true, List.of());

    /** Checks the ranges. */
    public ClassWeights {
        weights = List.copyOf(weights);
        Members.size("weights", weights.size(), 0, NetworkSpec.MOST_UNITS);
        for (double weight : weights) {
            Members.number("weights", weight, Double.MIN_VALUE, WeightedLoss.LARGEST);
        }
    }

    /** @return weights that are given, one per class */
    public static ClassWeights of(List<Double> weights) {
        return new ClassWeights(false, weights);
    }

    /** @return whether all rows count the same */
    public boolean areNone() {
        return !balanced && weights.isEmpty();
    }

    /** @return how much a row of the class counts, once that is known */
    public double weight(int label) {
        return weights.isEmpty() ? 1 : weights.get(label);
    }

    /** @return none, balanced, or the weights with slashes between */
    public String label() {
        if (balanced) {
            return "balanced";
        }
        return areNone() ? "none" : weights.stream().map(String::valueOf).collect(Collectors.joining("/"));
    }

    /**
     * @param labels of the rows to learn from
     * @param classes how many there are
     * @return the same with a weight for each class, if the labels decide
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
