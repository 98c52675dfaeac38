package dev.crosscheck.nn;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How much a row of each class counts in training. */
public enum ClassWeights {
    /** All the same. */
    NONE,

    /**
     * {@code n / (C n_c)}, with n rows to learn from, C classes and n_c rows of class c, so that all classes count the same together: what
     * scikit-learn calls {@code class_weight="balanced"} ({@code n_samples / (n_classes * np.bincount(y))}). A class without a row is not
     * counted and has the weight 1.
     */
    BALANCED;

    /** @return its name, in lower case */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param labels of the rows to learn from
     * @param classes how many there are
     * @return a weight for each class; none where all are the same by definition
     */
    public List<Double> of(int[] labels, int classes) {
        if (this == NONE) {
            return List.of();
        }
        int[] counts = new int[classes];
        for (int label : labels) {
            counts[label]++;
        }
        long present = IntStream.of(counts).filter(count -> count > 0).count();
        return IntStream.of(counts)
                .mapToObj(count -> count == 0 ? 1.0 : (double) labels.length / (present * count))
                .toList();
    }
}
