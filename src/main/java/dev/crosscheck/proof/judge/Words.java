package dev.crosscheck.proof.judge;

import java.util.Locale;

/** Describes differences in words. */
final class Words {
    private static final double NEARLY = 1e-6;

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
        if (array.equals(ProgramAnswer.LOSS)) {
            return "the loss";
        }
        String element = "[" + d.row() + "," + d.column() + "]";
        if (array.startsWith(ProgramAnswer.GRADIENT)) {
            return "gradient of " + array.substring(ProgramAnswer.GRADIENT.length()) + element;
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
}
