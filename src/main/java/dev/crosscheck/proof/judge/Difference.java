package dev.crosscheck.proof.judge;

import dev.crosscheck.Text;
import dev.crosscheck.math.Matrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A number that is farther from the correct one than rounding explains.
 *
 * @param start the name of the start, or of the recording
 * @param step the step, from 1
 * @param array the name of the array, as in docs/judge.md; {@value #STEPS} if the number of steps is wrong
 * @param row from 0
 * @param column from 0
 * @param yours the program's number
 * @param ours the correct number
 * @param allowed the largest difference that rounding explains
 * @param pattern how the whole array is related to the correct one, in words; empty if no simple relation was found
 */
public record Difference(
        String start,
        int step,
        String array,
        int row,
        int column,
        double yours,
        double ours,
        double allowed,
        String pattern) {
    /** Stands in place of an array's name where the number of steps is wrong. */
    static final String STEPS = "steps";

    /** A factor nearer to 1 than this is not reported as a pattern. */
    private static final double NEAR = 1e-5;

    /** @return the difference divided by what rounding explains; infinite if that is 0, and 0 if there is no difference or it is not finite */
    double clarity() {
        double apart = Math.abs(yours - ours);
        return Double.isFinite(apart) && apart > 0 ? apart / allowed : 0;
    }

    /** @return the difference in words, without its start */
    public String words() {
        if (array.equals(STEPS)) {
            return Text.of("%.0f steps were written, there are %.0f", yours, ours);
        }
        boolean alike = number(yours).equals(number(ours));
        String numbers = "yours is " + (alike ? yours : number(yours)) + ", ours " + (alike ? ours : number(ours));
        return place() + ": " + numbers + (pattern.isEmpty() ? "" : "; " + pattern);
    }

    /** @return where the number is, for instance {@code step 2, fc1.bias[0,1] after the update} */
    public String place() {
        if (array.equals(STEPS)) {
            return "the number of steps";
        }
        boolean isMoment = array.startsWith("m.") || array.startsWith("v.");
        String after = isMoment || array.startsWith(Run.GRADIENT) ? "" : " after the update";
        return "step " + step + ", "
                + (array.equals(Run.LOSS) ? "the loss" : named(array) + "[" + row + "," + column + "]" + after);
    }

    /** @return the name of an array of {@link Run#steps} in reports, such as {@code gradient of fc1.weight} */
    static String named(String array) {
        return array.replaceFirst("^grad\\.", "gradient of ").replaceFirst("^([mv]\\.)", "moment $1");
    }

    /** Nine digits, which are enough to show most differences; integers are printed without decimals. */
    private static String number(double v) {
        return v == Math.rint(v) && Math.abs(v) < 1e6 ? Text.of("%.0f", v) : Text.of("%.9g", v);
    }

    /** @return the relation of a whole array to the correct one, in words: a common factor, a transpose, zeros, or how many numbers differ */
    static String pattern(Matrix theirs, Spread.Expected ours) {
        double[] yours = theirs.data();
        double[] right = ours.value().data();
        if (yours.length > 1 && Arrays.stream(yours).allMatch(v -> v == 0)) {
            return "all of yours are 0";
        }
        int largest = 0;
        for (int i = 0; i < right.length; i++) {
            largest = Math.abs(right[i]) > Math.abs(right[largest]) ? i : largest;
        }
        double factor = yours[largest] / right[largest];
        boolean near = Math.abs(factor - 1) < NEAR;
        if (factor != 0 && !near && isWithin(theirs, ours, ours.value().map(v -> factor * v), factor)) {
            return yours.length == 1
                    ? "that is " + number((float) factor) + " times ours"
                    : "every number of the array is " + number((float) factor) + " times ours";
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
