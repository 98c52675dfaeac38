package dev.crosscheck.using.export;

import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.run.Excerpt;
import java.util.Arrays;
import java.util.List;

/**
 * Compares what a file answers to raw rows with what predict does. Outputs are divided by the largest number that their row leads to on its
 * way through the network, since rounding is a share of that.
 */
final class RowComparison {
    private final TestRows rows;
    private final Tolerance tolerance = Tolerances.EXPORTED_ROWS;
    private final Comparison outputs = new Comparison("outputs", tolerance);
    private double logits;
    private Double probabilities;
    private int same;
    private String failure = "";

    private RowComparison(TestRows rows) {
        this.rows = rows;
    }

    /**
     * Compares; where outputs are within tolerance, a label can differ only between two classes that tie to within rounding.
     *
     * @param runBy what ran the file
     * @param expected answers of predict
     * @param actual answers of the file
     */
    static FileVerification of(
            String runBy, TestRows rows, List<RowsByHand.Answered> expected, List<RowAnswer> actual) {
        RowComparison comparison = new RowComparison(rows);
        for (int row = 0; row < expected.size(); row++) {
            comparison.add(row, expected.get(row), actual.get(row));
        }
        return comparison.verification(runBy);
    }

    private void add(int row, RowsByHand.Answered known, RowAnswer actual) {
        RowAnswer expected = known.answer();
        if (!expected.taken() || !actual.taken()) {
            boolean alike = expected.taken() == actual.taken();
            same += alike ? 1 : 0;
            fail(!alike, row, taken(expected), taken(actual));
            return;
        }
        double off = add("logits", row, known.largest(), expected.logits(), actual.logits());
        logits = Math.max(logits, off);
        boolean alike = off <= tolerance.absolute();
        if (expected.probabilities().length > 0) {
            double wrong = add("probabilities", row, known.largest(), expected.probabilities(), actual.probabilities());
            probabilities = Math.max(wrong, probabilities == null ? 0 : probabilities);
            alike = expected.label().equals(actual.label());
            fail(
                    !alike && !tie(expected.probabilities(), known.largest()),
                    row,
                    Excerpt.quoted(expected.label()),
                    Excerpt.quoted(actual.label()));
        }
        same += alike ? 1 : 0;
    }

    private double add(String what, int row, double largest, double[] expected, double[] actual) {
        return outputs.add(
                Comparison.NO_STEP, what + " of row " + place(row), over(largest, expected), over(largest, actual));
    }

    private static double[] over(double largest, double... values) {
        return Arrays.stream(values).map(value -> value / largest).toArray();
    }

    private boolean tie(double[] probabilities, double largest) {
        double[] sorted = probabilities.clone();
        Arrays.sort(sorted);
        double gap = sorted[sorted.length - 1] - sorted[sorted.length - 2];
        return gap <= 2 * tolerance.absolute() * largest;
    }

    private static String taken(RowAnswer answer) {
        return answer.taken() ? "an answer" : "a refusal";
    }

    private void fail(boolean failed, int row, String expected, String actual) {
        if (failed && failure.isEmpty()) {
            failure = "row " + place(row) + ": expected " + expected + ", found " + actual;
        }
    }

    private String place(int row) {
        return row + " (" + Excerpt.of(String.join(",", rows.rows().get(row))) + ")";
    }

    private FileVerification verification(String runBy) {
        Verdict verdict = outputs.verdict();
        String first = verdict.passed() ? failure : verdict.failure();
        return new FileVerification(
                runBy,
                null,
                first.isEmpty(),
                same,
                logits,
                probabilities,
                tolerance.absolute(),
                verdict.where(),
                first);
    }
}
