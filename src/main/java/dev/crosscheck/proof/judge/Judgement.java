package dev.crosscheck.proof.judge;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of judging a program.
 *
 * @param network the setup line of the network that was trained
 * @param agrees whether every number of the program, at every start, is within its rounding bound
 * @param precision float32 or float64: the precision of the program's numbers
 * @param compared the number of values compared
 * @param undecided how many of them were not judged, because rounding or the kink of an activation decides them
 * @param starts the result of each start, in order
 * @param first the first disagreement; null if there is none
 * @param right what is right up to the first disagreement, and in its step; empty if nothing is, or all
 * @param relations of wrong arrays to the right ones in that step: each in words, with the arrays that have it; updates that follow from a wrong
 *     gradient are left out
 * @param causes the known slips that each reproduce all of the program's numbers; empty if the cause is unknown
 * @param hidden if the program agrees: known slips that these numbers could not have revealed
 * @param unwritten kinds of arrays that the program could have written and did not, so that they were not judged
 * @param notes further remarks, in sentences
 */
public record Judgement(
        String network,
        boolean agrees,
        String precision,
        long compared,
        long undecided,
        List<StartResult> starts,
        @Nullable Difference first,
        List<String> right,
        Map<String, List<String>> relations,
        List<Cause> causes,
        List<String> hidden,
        List<String> unwritten,
        List<String> notes) {

    /**
     * The result of one start.
     *
     * @param name a one-word name
     * @param shows the purpose of the start
     * @param steps the number of steps that the program wrote; 0 if it failed
     * @param problem the first disagreement, or why there is nothing to compare; empty if everything agrees
     */
    public record StartResult(String name, String shows, int steps, String problem) {}

    /**
     * A known slip that explains the program's numbers.
     *
     * @param name the slip's name, with hyphens
     * @param question a question to the author of the program
     * @param lookAt what to look at in the program
     */
    public record Cause(String name, String question, String lookAt) {}
}
