package dev.crosscheck.measure;

import dev.crosscheck.limits.Members;
import dev.crosscheck.text.Text;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares a network with guessing and with a linear model, by the loss that training minimises: log loss for classes, RMSE for numbers, on
 * rows that none of them was trained on. NaN beats nothing.
 *
 * @param measure name of the measure; lower is better
 * @param rows number of test rows
 * @param network the network's value
 * @param baseline the value of guessing: the classes' shares, or the mean
 * @param linear the linear model's value; null if there is none
 * @param gain how much lower the network's mean loss (log loss, or squared error) is than that of guessing, in percent of the latter, with its 95 %
 *     interval from the differences of the rows, or of the groups that these belong to; null for a single one
 * @param beatsBaseline whether all of that interval is above 0
 * @param beatsLinear whether the network's value is lower than the linear model's; null if there is none
 * @param words the comparison in a sentence
 */
public record Worth(
        String measure,
        int rows,
        double network,
        double baseline,
        @Nullable Double linear,
        @Nullable Interval gain,
        boolean beatsBaseline,
        @Nullable Boolean beatsLinear,
        String words) {
    private static final int LONGEST = 1000;

    /** The area under the ROC curve by guessing. */
    private static final double CHANCE = 0.5;

    /** @throws Members.Unfit for texts that are too long or contain control characters, and for a negative number of rows */
    public Worth {
        Members.plain("measure", measure, 0, LONGEST);
        Members.whole("rows", rows, 0, Integer.MAX_VALUE);
        Members.plain("words", words, 0, LONGEST);
    }

    /**
     * Compares measures of the same rows.
     *
     * @param name of what was trained, such as {@code network}
     * @param noun what is tested on, such as {@code rows}
     * @param baseline of guessing
     * @param linear of a linear model; null for none
     * @param losses of the network by row: -log of the true class's probability, or the squared residual
     * @param guessed the same of guessing
     * @param groups the group of each row, which the interval counts instead of rows; null if each is on its own
     */
    public static Worth of(
            String name,
            String noun,
            Measures network,
            Measures baseline,
            @Nullable Measures linear,
            double[] losses,
            double[] guessed,
            int @Nullable [] groups) {
        Interval gain = gain(losses, guessed, groups);
        boolean beatsBaseline = gain != null && gain.low() > 0;
        Boolean beatsLinear = linear == null ? null : network.error() < linear.error();
        String verdict = "The " + name
                + (!beatsBaseline
                        ? network.error() < baseline.error()
                                ? " does not beat guessing by more than chance explains"
                                : " does not beat guessing"
                        : Boolean.FALSE.equals(beatsLinear)
                                ? " does not beat the linear model"
                                : " beats guessing" + (linear == null ? "" : " and the linear model"));
        String measure = network.errorName();
        String words = verdict + " on the " + network.rows() + " test " + noun + ": " + measure + " "
                + network.words().get(measure) + ", by guessing "
                + baseline.words().get(measure)
                + (gain == null || !Double.isFinite(gain.high() - gain.low()) ? "" : " (" + words(network, gain) + ")")
                + (linear == null
                        ? ""
                        : ", by the linear model " + linear.words().get(measure))
                + "."
                + (beatsBaseline ? "" : rank(network));
        return new Worth(
                measure,
                network.rows(),
                network.error(),
                baseline.error(),
                linear == null ? null : (Double) linear.error(),
                gain,
                beatsBaseline,
                beatsLinear,
                words);
    }

    /** Where the loss of few rows of a rare class decides, their rank may tell what the loss does not. */
    private static String rank(Measures network) {
        Interval area = network instanceof ClassMeasures classes ? classes.rocAucInterval() : null;
        return area != null && area.low() > CHANCE
                ? Text.of(
                        " It ranks them better than chance, though: ROC AUC %s, 95 %% interval %.3f to %.3f.",
                        network.words().get("ROC AUC"), area.low(), area.high())
                : "";
    }

    private static String words(Measures network, Interval gain) {
        return "95 % interval: " + (network instanceof NumberMeasures ? "squared error " : "") + gain.lower();
    }

    /** In percent of the mean loss of guessing: d ± 1.96 s with the mean d of the differences and its {@link StandardError} s. */
    private static @Nullable Interval gain(double[] losses, double[] guessed, int @Nullable [] groups) {
        int rows = losses.length;
        double[] gains = IntStream.range(0, rows)
                .mapToDouble(row -> guessed[row] - losses[row])
                .toArray();
        double mean = Arrays.stream(gains).sum() / rows;
        double half = Interval.Z
                * StandardError.of(Arrays.stream(gains).map(gain -> gain - mean).toArray(), groups);
        double percent = 100 / (Arrays.stream(guessed).sum() / rows);
        return half == Double.POSITIVE_INFINITY ? null : new Interval((mean - half) * percent, (mean + half) * percent);
    }

    /** @return whether it beats everything that it was compared with */
    public boolean beatsAll() {
        return beatsBaseline && !Boolean.FALSE.equals(beatsLinear);
    }
}
