package dev.crosscheck.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows ranked by a score, some of them positive: measures how well the score separates these from the others, over all thresholds.
 *
 * <p>Rows with equal scores form one step, so that their order does not matter.
 */
public final class Ranking {
    /** Numbers of positive and other rows for each distinct score, from the highest score to the lowest. */
    private final int[] hits;

    private final int[] misses;

    /** The distinct scores, from the highest to the lowest. */
    private final double[] scores;

    private final int positives;
    private final int negatives;

    /** The standard error of the area where rows belong together; NaN if each is on its own. */
    private final double errorOfGroups;

    private Ranking(double[] scores, int[] hits, int[] misses, double errorOfGroups) {
        this.scores = scores;
        this.hits = hits;
        this.misses = misses;
        this.positives = Arrays.stream(hits).sum();
        this.negatives = Arrays.stream(misses).sum();
        this.errorOfGroups = errorOfGroups;
    }

    /**
     * Ranks rows.
     *
     * @param rows number of rows
     * @param score of a row, from 0 to 1
     * @param positive whether a row is positive
     * @param groups the group of each row, which intervals count instead of rows; null if each row is on its own
     */
    public static Ranking of(int rows, IntToDoubleFunction score, IntPredicate positive, int @Nullable [] groups) {
        // The bits of numbers from 0 to 1 sort like the numbers and leave room for one more bit: longs are sorted, not
        // objects.
        long[] keys = new long[rows];
        for (int row = 0; row < rows; row++) {
            keys[row] = Double.doubleToRawLongBits(score.applyAsDouble(row) + 0.0) << 1 | (positive.test(row) ? 1 : 0);
        }
        Arrays.sort(keys);
        int[] hits = new int[rows];
        int[] misses = new int[rows];
        double[] scores = new double[rows];
        int steps = 0;
        for (int i = rows - 1; i >= 0; i--) {
            if (i < rows - 1 && keys[i] >> 1 != keys[i + 1] >> 1) {
                steps++;
            }
            (keys[i] % 2 == 1 ? hits : misses)[steps]++;
            scores[steps] = Double.longBitsToDouble(keys[i] >> 1);
        }
        int length = rows == 0 ? 0 : steps + 1;
        Ranking ranking = new Ranking(
                Arrays.copyOf(scores, length), Arrays.copyOf(hits, length), Arrays.copyOf(misses, length), Double.NaN);
        return groups == null
                ? ranking
                : new Ranking(ranking.scores, ranking.hits, ranking.misses, ranking.error(score, positive, groups));
    }

    /** @return whether there are both positive and other rows, as an area requires */
    public boolean hasBoth() {
        return positives > 0 && negatives > 0;
    }

    /**
     * The area under the ROC curve: the probability that a positive row has a higher score than another, a tie counting one half. It is
     * computed from midranks.
     *
     * @return from 0 to 1, or {@code null} without {@link #hasBoth}
     */
    public Double rocAuc() {
        return hasBoth() ? area() : null;
    }

    private double area() {
        double pairs = 0;
        long above = 0;
        for (int g = 0; g < hits.length; g++) {
            pairs += misses[g] * (above + hits[g] / 2.0);
            above += hits[g];
        }
        return pairs / positives / negatives;
    }

    /**
     * The standard error of the area of scores that know nothing of the rows, √((P + N + 1)/(12 P N)) with P positive rows and N others (Mann and
     * Whitney, 1947); ties only make it smaller. If rows belong together it is at least the area's own.
     *
     * @return above 0, or {@code null} without {@link #hasBoth}
     */
    public Double chanceError() {
        if (!hasBoth()) {
            return null;
        }
        double own = Math.sqrt((positives + negatives + 1.0) / 12 / positives / negatives);
        return Double.isNaN(errorOfGroups) ? own : Math.max(own, errorOfGroups);
    }

    /**
     * DeLong's interval of the area (DeLong, DeLong and Clarke-Pearson, 1988), {@code AUC ± 1.96 √(S10/P + S01/N)} within [0, 1]: S10 is
     * the variance over positive rows of the share of other rows below, S01 that over the others of the share of positive rows above. For a
     * perfect ranking its width is 0. If rows belong together the same shares are added up by groups, as by Obuchowski (1997).
     *
     * @return the interval, or {@code null} with fewer than two positive rows or two others, or groups that have one, which have no variance
     */
    public Interval rocAucInterval() {
        if (positives < 2 || negatives < 2 || errorOfGroups == Double.POSITIVE_INFINITY) {
            return null;
        }
        double auc = area();
        double[][] off = off();
        double s10 = 0;
        double s01 = 0;
        for (int g = 0; g < hits.length; g++) {
            s10 += hits[g] * off[1][g] * off[1][g];
            s01 += misses[g] * off[0][g] * off[0][g];
        }
        double variance = s10 / (positives - 1.0) / positives + s01 / (negatives - 1.0) / negatives;
        double half = Interval.Z * (Double.isNaN(errorOfGroups) ? Math.sqrt(variance) : errorOfGroups);
        return Interval.within(auc - half, auc + half);
    }

    /** @return for another row with each of the scores the share of positive rows above, then for a positive one that of others below, less the area */
    private double[][] off() {
        double auc = area();
        double[][] off = new double[2][hits.length];
        long hitsAbove = 0;
        long missesBelow = negatives;
        for (int g = 0; g < hits.length; g++) {
            missesBelow -= misses[g];
            off[1][g] = (missesBelow + misses[g] / 2.0) / negatives - auc;
            off[0][g] = (hitsAbove + hits[g] / 2.0) / positives - auc;
            hitsAbove += hits[g];
        }
        return off;
    }

    /** As many groups count as have rows of the rarer kind. */
    private double error(IntToDoubleFunction score, IntPredicate positive, int... groups) {
        if (!hasBoth()) {
            return Double.POSITIVE_INFINITY;
        }
        Map<Double, Integer> places = new HashMap<>();
        for (int g = 0; g < scores.length; g++) {
            places.put(scores[g], g);
        }
        double[][] off = off();
        double[] rows = new double[groups.length];
        for (int row = 0; row < rows.length; row++) {
            boolean hit = positive.test(row);
            int place = places.get(score.applyAsDouble(row) + 0.0);
            rows[row] = off[hit ? 1 : 0][place] * rows.length / (hit ? positives : negatives);
        }
        int with = groups(groups, positive);
        int without = groups(groups, positive.negate());
        return StandardError.of(rows, groups, Math.min(with, without));
    }

    private static int groups(int[] groups, IntPredicate that) {
        return (int) IntStream.range(0, groups.length)
                .filter(that)
                .map(row -> groups[row])
                .distinct()
                .count();
    }

    /**
     * The average precision, {@code Σ (R_k - R_(k-1)) P_k} over the distinct scores from the highest on: the area under the
     * precision-recall curve as a step function, since straight lines between its points would be too optimistic.
     *
     * @return from 0 to 1, or {@code null} without {@link #hasBoth}
     */
    public Double averagePrecision() {
        if (!hasBoth()) {
            return null;
        }
        double sum = 0;
        double found = 0;
        double taken = 0;
        for (int g = 0; g < hits.length; g++) {
            found += hits[g];
            taken += hits[g] + misses[g];
            sum += hits[g] * (found / taken);
        }
        return sum / positives;
    }

    /**
     * Every way to cut the ranking in two, from no positive call to all: at the middle between neighbouring scores, and outside of the
     * first and the last one.
     *
     * @return one more than there are distinct scores, from the highest cut-off to the lowest
     */
    public List<CutOff> cutOffs() {
        List<CutOff> all = new ArrayList<>();
        int found = 0;
        int wrong = 0;
        for (int g = 0; g <= scores.length; g++) {
            double above = g == 0 ? Math.nextUp(1.0) : scores[g - 1];
            double below = g == scores.length ? 0 : scores[g];
            // No double may lie between two neighbours: then the upper one, which is still called positive.
            double middle = (above + below) / 2;
            all.add(new CutOff(middle > below ? middle : above, found, wrong, positives - found));
            if (g < scores.length) {
                found += hits[g];
                wrong += misses[g];
            }
        }
        return all;
    }
}
