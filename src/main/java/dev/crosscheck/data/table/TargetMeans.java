package dev.crosscheck.data.table;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The mean of a target in the rows with a text, for each text of a column. Counting as if {@value #PRIOR} more rows had the mean ȳ of all, the mean of a
 * text in n rows is {@code (Σy + 10 ȳ)/(n + 10)}, so that a rare text differs little from the others.
 *
 * <p>A row to learn from is not given the mean that contains its own target, which would tell the answer: its mean is that of the rows of the other of
 * {@value #FOLDS} folds, with their ȳ.
 */
final class TargetMeans {
    static final int FOLDS = 5;
    static final int PRIOR = 10;

    /** Fewer rows with rare texts tell nothing. */
    private static final int LEAST_ROWS = 30;

    /** A gain of fewer standard errors may be chance. */
    private static final int ERRORS = 3;

    private final TextColumn column;
    private final int[] rows;
    private final double[] y;

    /** Whether the mean of a text is known, by its code; a text of which it is not has ȳ. */
    private final boolean[] known;

    /** Sums of the target and numbers of rows, by fold and code; those of all folds come last. */
    private final double[][] sums;

    private final int[][] counts;

    /** Sum and number of rows of each fold, and of all. */
    private final double[] sum = new double[FOLDS + 1];

    private final int[] count = new int[FOLDS + 1];

    /**
     * @param rows rows to learn from
     * @param y the target of each of these rows
     * @param known by code of the column's texts
     */
    TargetMeans(TextColumn column, int[] rows, double[] y, boolean... known) {
        this.column = column;
        this.rows = rows;
        this.y = y;
        this.known = known;
        sums = new double[FOLDS + 1][known.length];
        counts = new int[FOLDS + 1][known.length];
        for (int i = 0; i < rows.length; i++) {
            int code = column.code(rows[i]);
            for (int fold : new int[] {fold(rows[i]), FOLDS}) {
                sum[fold] += y[i];
                count[fold]++;
                if (code >= 0) {
                    sums[fold][code] += y[i];
                    counts[fold][code]++;
                }
            }
        }
    }

    /** @return the fold of a row: any pattern in the order of the rows is broken by a multiplication and the upper bits (Knuth 1973) */
    static int fold(int row) {
        return (int) ((row * 2_654_435_769L & 0xffff_ffffL) * FOLDS >>> 32);
    }

    /** @return ȳ */
    double otherwise() {
        return sum[FOLDS] / count[FOLDS];
    }

    /** @return the mean of a text, by its code */
    double mean(int code) {
        return smoothed(sums[FOLDS][code], counts[FOLDS][code], otherwise());
    }

    private static double smoothed(double sum, int count, double prior) {
        return (sum + PRIOR * prior) / (count + PRIOR);
    }

    /** @return for each row to learn from the mean of its text in the other folds; NaN if it has no text */
    double[] outOfFold() {
        double[] means = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int code = column.code(rows[i]);
            int fold = fold(rows[i]);
            int others = count[FOLDS] - count[fold];
            double prior = others == 0 ? otherwise() : (sum[FOLDS] - sum[fold]) / others;
            means[i] = code == TextColumn.MISSING
                    ? Double.NaN
                    : code < 0 || !known[code]
                            ? prior
                            : smoothed(
                                    sums[FOLDS][code] - sums[fold][code],
                                    counts[FOLDS][code] - counts[fold][code],
                                    prior);
        }
        return means;
    }

    /**
     * Returns, for each row whose text has a mean but no feature of its own, by how much its mean predicts the target better than the mean b of all such
     * rows of the other folds does: {@code (y - b)² - (y - (b + m - m̄))²}, where m̄ is the mean of m in the row's fold, since a network shifts its inputs
     * as it likes.
     *
     * @param own by code, whether a text has a feature of its own
     */
    private double[] gains(boolean... own) {
        double[] means = outOfFold();
        int[] rare = IntStream.range(0, rows.length)
                .filter(i -> column.code(rows[i]) >= 0)
                .filter(i -> known[column.code(rows[i])] && !own[column.code(rows[i])])
                .toArray();
        double[] targets = new double[FOLDS];
        double[] shifts = new double[FOLDS];
        int[] number = new int[FOLDS];
        for (int i : rare) {
            targets[fold(rows[i])] += y[i];
            shifts[fold(rows[i])] += means[i];
            number[fold(rows[i])]++;
        }
        double all = DoubleStream.of(targets).sum();
        return IntStream.of(rare)
                .mapToDouble(i -> {
                    int fold = fold(rows[i]);
                    double off = y[i] - (all - targets[fold]) / Math.max(1, rare.length - number[fold]);
                    double left = off - (means[i] - shifts[fold] / number[fold]);
                    return off * off - left * left;
                })
                .toArray();
    }

    /**
     * Returns whether the means of rare texts predict the target, or whether it is each class, better than the mean of all of them does.
     *
     * @param own texts with a feature of their own
     */
    static boolean gain(List<TargetMeans> means, List<String> own) {
        Set<String> names = Set.copyOf(own);
        List<String> texts = means.get(0).column.texts();
        boolean[] has = new boolean[texts.size()];
        for (int code = 0; code < has.length; code++) {
            has[code] = names.contains(texts.get(code));
        }
        double[] gains = means.get(0).gains(has);
        for (TargetMeans more : means.subList(1, means.size())) {
            double[] of = more.gains(has);
            Arrays.setAll(gains, k -> gains[k] + of[k]);
        }
        if (gains.length < LEAST_ROWS) {
            return false;
        }
        double mean = Statistics.mean(gains);
        return mean > ERRORS * Statistics.deviation(gains, mean) / Math.sqrt(gains.length);
    }

    /** @return 1 for the rows of a class and 0 for the others; for two classes only of the second */
    static List<double[]> ofClasses(int count, int... classes) {
        return IntStream.range(count == 2 ? 1 : 0, count)
                .mapToObj(c -> IntStream.of(classes)
                        .mapToDouble(own -> own == c ? 1 : 0)
                        .toArray())
                .toList();
    }
}
