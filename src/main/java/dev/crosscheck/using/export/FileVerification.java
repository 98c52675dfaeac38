package dev.crosscheck.using.export;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The outcome of running an exported file beside the model, on test images or on raw rows. Differences are shares of the largest number that
 * an example leads to on its way through the network, since rounding is a share of that.
 *
 * @param runBy what ran it; absent if nothing could
 * @param notRun why it was not run; absent if it was
 * @param agrees whether all logits and probabilities are within tolerance; absent if it was not run
 * @param sameAnswers examples that both put in the same class or refuse, or whose numbers are the same to within tolerance
 * @param largestLogitDifference the largest difference of a logit, or of a standardised number
 * @param largestProbabilityDifference the largest difference of a probability; absent for numbers
 * @param tolerance the largest difference that passes
 * @param where the difference that used most of the tolerance; empty if none differs
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

    /** @return whether it was run and does not agree */
    public boolean disagrees() {
        return Boolean.FALSE.equals(agrees);
    }
}
