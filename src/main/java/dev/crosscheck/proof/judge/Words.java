package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** Describes differences in words. */
final class Words {
    private static final double NEARLY = 1e-6;

    /** A factor nearer to 1 than this is not reported as a pattern. */
    private static final double NEAR = 1e-5;

    private Words() {}

    static String difference(Judgement.Difference d) {
        if (d.array().equals(Judge.STEPS)) {
            return String.format(
                    Locale.ROOT,
                    "start \"%s\": %.0f steps were written, there are %.0f",
                    d.start(),
                    d.yours(),
                    d.ours());
        }
        return String.format(
                Locale.ROOT,
                "start \"%s\", %s: yours is %s, ours %s%s",
                d.start(),
                place(d),
                number(d.yours()),
                number(d.ours()),
                d.pattern().isEmpty() ? "" : "; " + d.pattern());
    }

    /** @return where the number is within its start, for instance {@code step 2, fc1.bias[0,1] after the update} */
    static String place(Judgement.Difference d) {
        return d.array().equals(Judge.STEPS) ? "the number of steps" : "step " + d.step() + ", " + element(d);
    }

    private static String element(Judgement.Difference d) {
        String array = d.array();
        if (array.equals(Run.LOSS)) {
            return "the loss";
        }
        String element = "[" + d.row() + "," + d.column() + "]";
        if (array.startsWith(Run.GRADIENT)) {
            return "gradient of " + array.substring(Run.GRADIENT.length()) + element;
        }
        return array.startsWith("fc") ? array + element + " after the update" : "moment " + array + element;
    }

    /** Nine digits, which are enough to show a small difference; integers are printed without decimals. */
    private static String number(double v) {
        return v == Math.rint(v) && Math.abs(v) < 1e6
                ? String.format(Locale.ROOT, "%.0f", v)
                : String.format(Locale.ROOT, "%.9g", v);
    }

    /** @return a factor such as 64, 1/4 or 0.731 */
    static String factor(double factor) {
        double whole = Math.rint(factor);
        if (Math.abs(factor - whole) < NEARLY * Math.abs(whole)) {
            return String.format(Locale.ROOT, "%.0f", whole);
        }
        double inverse = Math.rint(1 / factor);
        if (Math.abs(factor) < 1 && Math.abs(1 / factor - inverse) < NEARLY * Math.abs(inverse)) {
            return String.format(Locale.ROOT, "%s1/%.0f", factor < 0 ? "-" : "", Math.abs(inverse));
        }
        return String.format(Locale.ROOT, "%.6g", factor);
    }

    /** @return the relation of a whole array to the correct one, in words: a common factor, a transpose, zeros, or how many numbers differ */
    static String pattern(Matrix theirs, Spread.Expected ours) {
        double[] yours = theirs.data();
        double[] right = ours.value().data();
        if (!Arrays.stream(yours).allMatch(Double::isFinite)) {
            return "not all of yours are finite";
        }
        if (yours.length > 1 && Arrays.stream(yours).allMatch(v -> v == 0)) {
            return "all of yours are 0";
        }
        int largest = 0;
        for (int i = 0; i < right.length; i++) {
            largest = Math.abs(right[i]) > Math.abs(right[largest]) ? i : largest;
        }
        double factor = yours[largest] / right[largest];
        boolean near = Math.abs(factor - 1) < NEAR;
        if (near && yours.length == 1) {
            return String.format(
                    Locale.ROOT, "%.1e of its size apart, more than rounding explains", Math.abs(factor - 1));
        }
        if (Double.isFinite(factor)
                && factor != 0
                && !near
                && isWithin(theirs, ours, ours.value().map(v -> factor * v), factor)) {
            return yours.length == 1
                    ? "that is " + factor(factor) + " times ours"
                    : "every number of the array is " + factor(factor) + " times ours";
        }
        Matrix turned = new Matrix(
                theirs.rows(), theirs.columns(), ours.value().transpose().data());
        if (theirs.rows() > 1 && theirs.columns() > 1 && isWithin(theirs, ours, turned, 1)) {
            return "the array is ours, transposed";
        }
        long different = IntStream.range(0, right.length)
                .filter(i -> !(Math.abs(yours[i] - right[i]) <= ours.allowed().data()[i]))
                .count();
        return yours.length == 1 ? "" : different + " of its " + yours.length + " numbers differ, by no common factor";
    }

    private static boolean isWithin(Matrix theirs, Spread.Expected ours, Matrix wanted, double factor) {
        double allowed = 4 * (1 + Math.abs(factor)) * ours.allowed().largest();
        return theirs.combine(wanted, (a, b) -> a - b).largest() <= allowed;
    }
}
