package dev.crosscheck.proof.replay;

import dev.crosscheck.proof.compare.Verdict;
import java.util.List;

/**
 * How closely one side matched a recording.
 *
 * @param side which side repeated it
 * @param verdicts one per quantity
 * @param lossDeviations {@code |loss - recorded loss|} of each step
 * @param parameterDeviations the largest deviation of a parameter after each traced step
 * @param seconds how long it took
 */
public record Repetition(
        String side,
        List<Verdict> verdicts,
        double[] lossDeviations,
        List<Double> parameterDeviations,
        double seconds) {

    /** @return whether all is within tolerance */
    public boolean agrees() {
        return verdicts.stream().allMatch(Verdict::passed);
    }
}
