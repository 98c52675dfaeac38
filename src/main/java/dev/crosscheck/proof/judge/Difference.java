package dev.crosscheck.proof.judge;

import dev.crosscheck.text.Text;

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
 */
public record Difference(
        String start, int step, String array, int row, int column, double yours, double ours, double allowed) {
    /** Stands in place of an array's name where the number of steps is wrong. */
    static final String STEPS = "steps";

    /** @return the difference divided by what rounding explains, infinite if that is 0; 0 for a difference of 0 and for one that is not finite */
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
        return place() + ": " + numbers;
    }

    /** @return where the number is, for instance {@code step 2, fc1.bias[0,1] after the update} */
    public String place() {
        if (array.equals(STEPS)) {
            return "the number of steps";
        }
        boolean isMoment = array.startsWith("m.") || array.startsWith("v.");
        String after = isMoment || array.startsWith(Recording.GRADIENT) ? "" : " after the update";
        return "step " + step + ", "
                + (array.equals(Recording.LOSS) ? "the loss" : named(array) + "[" + row + "," + column + "]" + after);
    }

    /** @return the name of an array of {@link Recording#steps} in reports, such as {@code gradient of fc1.weight} */
    static String named(String array) {
        return array.replaceFirst("^grad\\.", "gradient of ").replaceFirst("^([mv]\\.)", "moment $1");
    }

    /** Nine digits, which show most differences; integers without decimals. */
    private static String number(double v) {
        return v == Math.rint(v) && Math.abs(v) < 1e6 ? Text.of("%.0f", v) : Text.of("%.9g", v);
    }
}
