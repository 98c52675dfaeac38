package dev.crosscheck.measure;

import dev.crosscheck.Members;
import dev.crosscheck.OrNull;

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
     * Compares measures of the same rows.
     *
     * @param baseline of guessing
     * @param linear of a linear model; null for none
     */
    public static Worth of(Measures network, Measures baseline, Measures linear) {
        boolean rightAsOften = !(network instanceof ClassMeasures classes)
                || classes.accuracy() >= ((ClassMeasures) baseline).accuracy();
        boolean beatsBaseline = network.error() < baseline.error() && rightAsOften;
        Boolean beatsLinear = linear == null ? null : network.error() < linear.error();
        String verdict = !beatsBaseline
                ? "The network does not beat guessing"
                : Boolean.FALSE.equals(beatsLinear)
                        ? "The network does not beat the linear model"
                        : "The network beats guessing" + (linear == null ? "" : " and the linear model");
        String measure = network.errorName();
        String words = verdict + " on the " + network.rows() + " test rows: " + measure + " "
                + network.words().get(measure) + ", by guessing "
                + baseline.words().get(measure)
                + (linear == null
                        ? ""
                        : ", by the linear model " + linear.words().get(measure))
                + (rightAsOften
                        ? ""
                        : "; accuracy " + network.words().get("accuracy") + ", of the most frequent class "
                                + baseline.words().get("accuracy"))
                + ".";
        return new Worth(
                measure,
                network.rows(),
                network.error(),
                baseline.error(),
                linear == null ? null : (Double) linear.error(),
                beatsBaseline,
                beatsLinear,
                words);
    }

    /** @return whether it beats everything that it was compared with */
    public boolean beatsAll() {
        return beatsBaseline && !Boolean.FALSE.equals(beatsLinear);
    }
}
