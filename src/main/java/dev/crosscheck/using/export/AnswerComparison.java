package dev.crosscheck.using.export;

import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.text.Printable;
import java.util.Arrays;
import java.util.List;

/**
 * Compares the outputs of an exported file with those of the model. Outputs are divided by the largest number that occurs in the example's forward
 * pass, since rounding errors are proportional to it.
 */
final class AnswerComparison {
    private static final Tolerance TOLERANCE = Tolerances.EXPORTED_OUTPUTS;

    private final TestExamples examples;
    private final Comparison outputs = new Comparison("outputs", TOLERANCE);
    private int same;
    private String failure = "";

    private AnswerComparison(TestExamples examples) {
        this.examples = examples;
    }

    /**
     * Compares all answers. If the outputs are within tolerance, labels can differ only between two classes that tie to within rounding.
     *
     * @param runBy the program that ran the file
     * @param expected answers of the model
     * @param actual answers of the file
     */
    static FileVerification of(
            String runBy, TestExamples examples, List<TestExamples.ByHand> expected, List<RawAnswer> actual) {
        AnswerComparison comparison = new AnswerComparison(examples);
        if (expected.size() != actual.size()) {
            comparison.fail("expected " + expected.size() + " answers, found " + actual.size());
        }
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            if (comparison.isSame(i, expected.get(i), actual.get(i))) {
                comparison.same++;
            }
        }
        return comparison.verification(runBy);
    }

    private boolean isSame(int example, TestExamples.ByHand known, RawAnswer actual) {
        RawAnswer expected = known.answer();
        if (!expected.taken() || !actual.taken()) {
            boolean alike = expected.taken() == actual.taken();
            return alike || fail(example, taken(expected), taken(actual));
        }
        double off = add("logits", example, known.largest(), expected.logits(), actual.logits());
        if (expected.probabilities().length == 0) {
            return off <= TOLERANCE.absolute();
        }
        add("probabilities", example, known.largest(), expected.probabilities(), actual.probabilities());
        return expected.label().equals(actual.label())
                || !isTie(expected.probabilities(), known.largest())
                        && fail(example, Printable.quoted(expected.label()), Printable.quoted(actual.label()));
    }

    private boolean isTie(double[] probabilities, double largest) {
        return examples.margin(probabilities) <= 2 * TOLERANCE.absolute() * largest;
    }

    private double add(String what, int example, double largest, double[] expected, double[] actual) {
        return outputs.add(
                Comparison.NO_STEP,
                what + " of " + examples.name(example),
                over(largest, expected),
                over(largest, actual));
    }

    private static double[] over(double largest, double... values) {
        return Arrays.stream(values).map(value -> value / largest).toArray();
    }

    private static String taken(RawAnswer answer) {
        return answer.taken() ? "an answer" : "a refusal";
    }

    /** @return false */
    private boolean fail(int example, String expected, String actual) {
        fail(examples.name(example) + ": expected " + expected + ", found " + actual);
        return false;
    }

    private void fail(String problem) {
        failure = failure.isEmpty() ? problem : failure;
    }

    private FileVerification verification(String runBy) {
        Verdict verdict = outputs.verdict();
        boolean judged = verdict.compared() > 0 || failure.isEmpty();
        String first = judged && !verdict.passed() ? verdict.failure() : failure;
        return new FileVerification(
                runBy, null, first.isEmpty(), same, verdict.largestAbsolute(), TOLERANCE.absolute(), first);
    }
}
