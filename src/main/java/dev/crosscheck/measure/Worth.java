package dev.crosscheck.measure;

import dev.crosscheck.Members;
import dev.crosscheck.OrNull;
import java.util.Locale;

/**
 * Compares a network with guessing and with a linear model, by the loss that training minimises: log loss for classes, RMSE for numbers, on
 * rows that none of them was trained on. NaN beats nothing.
 *
 * @param measure name of the measure; lower is better
 * @param rows number of test rows
 * @param network the network's value
 * @param baseline the value of guessing: the classes' shares, or the mean
 * @param linear the linear model's value; null if there is none
 * @param beatsBaseline whether the network's value is lower than the baseline's and, for classes, its accuracy at least as high
 * @param beatsLinear whether the network's value is lower than the linear model's; null if there is none
 * @param words the comparison in a sentence
 */
public record Worth(
        String measure,
        int rows,
        double network,
        double baseline,
        @OrNull Double linear,
        boolean beatsBaseline,
        @OrNull Boolean beatsLinear,
        String words) {
    private static final int LONGEST = 1000;

    /** @throws Members.Unfit for texts that are too long or contain control characters, and for a negative number of rows */
    public Worth {
        Members.plain("measure", measure, 0, LONGEST);
        Members.whole("rows", rows, 0, Integer.MAX_VALUE);
        Members.plain("words", words, 0, LONGEST);
    }

    /**
     * Compares classifications.
     *
     * @param linear null for none
     */
    public static Worth of(ClassMeasures network, ClassMeasures baseline, ClassMeasures linear) {
        boolean rightAsOften = network.accuracy() >= baseline.accuracy();
        String accuracy = rightAsOften
                ? ""
                : text(
                        "; accuracy %.2f%%, of the most frequent class %.2f%%",
                        100 * network.accuracy(), 100 * baseline.accuracy());
        return of(
                "log loss",
                "%.4f",
                network.rows(),
                network.logLoss(),
                baseline.logLoss(),
                linear == null ? null : linear.logLoss(),
                rightAsOften,
                accuracy);
    }

    /**
     * Compares regressions.
     *
     * @param linear null for none
     */
    public static Worth of(NumberMeasures network, NumberMeasures baseline, NumberMeasures linear) {
        return of(
                "RMSE",
                "%.5g",
                network.rows(),
                network.rmse(),
                baseline.rmse(),
                linear == null ? null : linear.rmse(),
                true,
                "");
    }

    private static Worth of(
            String measure,
            String format,
            int rows,
            double network,
            double baseline,
            Double linear,
            boolean rightAsOften,
            String more) {
        boolean beatsBaseline = network < baseline && rightAsOften;
        Boolean beatsLinear = linear == null ? null : network < linear;
        String verdict = !beatsBaseline
                ? "The network does not beat guessing"
                : Boolean.FALSE.equals(beatsLinear)
                        ? "The network does not beat the linear model"
                        : "The network beats guessing" + (linear == null ? "" : " and the linear model");
        String words = text(
                "%s on the %d test rows: %s " + format + ", by guessing " + format + "%s%s.",
                verdict,
                rows,
                measure,
                network,
                baseline,
                linear == null ? "" : text(", by the linear model " + format, linear),
                more);
        return new Worth(measure, rows, network, baseline, linear, beatsBaseline, beatsLinear, words);
    }

    /** @return whether it beats everything that it was compared with */
    public boolean beatsAll() {
        return beatsBaseline && !Boolean.FALSE.equals(beatsLinear);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
