package dev.crosscheck.using.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;

/**
 * The outcome of running an exported file beside the model: on the test images, or on raw rows beside predict.
 *
 * @param runBy what ran it; absent if nothing could
 * @param notRun why it was not run; absent if it was
 * @param agrees whether all logits and probabilities are within tolerance; absent if it was not run
 * @param sameAnswers images or rows that both put in the same class or refuse, or whose numbers are the same to within tolerance
 * @param largestLogitDifference the largest absolute difference of a logit; of rows a share of the largest number that the row leads to on its
 *     way through the network, and of numbers that of the standardised one
 * @param largestProbabilityDifference the largest absolute difference of a probability, likewise; absent for numbers
 * @param tolerance the largest difference that passes
 * @param where the difference that used most of the tolerance, as logits[image, class]; empty if none differs
 * @param failure the first reason to fail; empty if it agrees
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileVerification(
        String runBy,
        String notRun,
        Boolean agrees,
        Integer sameAnswers,
        Double largestLogitDifference,
        Double largestProbabilityDifference,
        Double tolerance,
        String where,
        String failure) {

    /** Nothing here can run the file. */
    static FileVerification notRun(String reason) {
        return new FileVerification(null, reason, null, null, null, null, null, null, null);
    }

    /** Compares; where logits are within tolerance, an answer can differ only between two classes that tie to within rounding. */
    static FileVerification of(String runBy, Outputs expected, Outputs actual) {
        Tolerance tolerance = Tolerances.exportedOutputs(expected.largestLogit());
        Comparison comparison = new Comparison("outputs", tolerance);
        double logits = comparison.add(Comparison.NO_STEP, "logits", expected.logits(), actual.logits());
        double probabilities =
                comparison.add(Comparison.NO_STEP, "probabilities", expected.probabilities(), actual.probabilities());
        int same = 0;
        for (int i = 0; i < expected.logits().rows(); i++) {
            same += expected.answer(i) == actual.answer(i) ? 1 : 0;
        }
        Verdict verdict = comparison.verdict();
        return new FileVerification(
                runBy,
                null,
                verdict.passed(),
                same,
                logits,
                probabilities,
                tolerance.absolute(),
                verdict.where(),
                verdict.failure());
    }

    /** @return whether it was run and does not agree */
    public boolean disagrees() {
        return Boolean.FALSE.equals(agrees);
    }
}
