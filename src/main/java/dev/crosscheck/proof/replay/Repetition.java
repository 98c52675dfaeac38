package dev.crosscheck.proof.replay;

import dev.crosscheck.proof.compare.Verdict;
import java.util.List;

/**
 * How near one side came to a recording.
 *
 * @param side who repeated it
 * @param verdicts a line a quantity
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
