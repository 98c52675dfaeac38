package dev.crosscheck.proof.replay;

import dev.crosscheck.proof.compare.Verdict;
import java.util.List;

/**
 * How one player's repetition went.
 *
 * @param name who repeated it
 * @param verdicts one per quantity
 * @param lossDeviations {@code |loss - recorded loss|} of each step; NaN where it was not repeated
 * @param seconds how long it took
 */
public record Side(String name, List<Verdict> verdicts, double[] lossDeviations, double seconds) {

    /** @return whether all that was compared is within its bound */
    public boolean agrees() {
        return verdicts.stream().allMatch(Verdict::passed);
    }
}
