package dev.crosscheck.using.export;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The result of running an exported file beside the model, on test images or raw rows. Differences are relative to the largest number that occurs
 * in an example's forward pass, since rounding errors are proportional to it.
 *
 * @param runBy the program that ran the file; absent if it was not run
 * @param notRun why the file was not run; absent if it was
 * @param agrees whether all outputs are within tolerance; absent if the file was not run
 * @param sameAnswers number of examples with the same class, with numbers equal to within tolerance, or rejected by both
 * @param largestDifference largest difference of a logit, a probability or a standardised number
 * @param tolerance the largest difference allowed
 * @param failure the first disagreement; empty if there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileVerification(
        String runBy,
        String notRun,
        Boolean agrees,
        Integer sameAnswers,
        Double largestDifference,
        Double tolerance,
        String failure) {

    /** A file that cannot be run here. */
    static FileVerification notRun(String reason) {
        return new FileVerification(null, reason, null, null, null, null, null);
    }

    /** @return whether the file was run and does not agree */
    public boolean disagrees() {
        return Boolean.FALSE.equals(agrees);
    }
}
