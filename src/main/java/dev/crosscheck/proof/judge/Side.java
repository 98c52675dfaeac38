package dev.crosscheck.proof.judge;

import dev.crosscheck.proof.compare.Verdict;
import java.util.List;

/**
 * The result of one player.
 *
 * @param name the player's name
 * @param verdicts one per quantity
 */
public record Side(String name, List<Verdict> verdicts) {

    /** @return whether everything that was compared is within its bound */
    public boolean agrees() {
        return verdicts.stream().allMatch(Verdict::passed);
    }
}
