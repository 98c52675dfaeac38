package dev.crosscheck.proof.judge;

import dev.crosscheck.OrNull;
import java.util.List;

/**
 * What came out: a page's worth of numbers in a few sentences.
 *
 * @param network the line of what was trained
 * @param agrees whether every number of the program is right within what rounding explains, at every start
 * @param precision float32 or float64: what the program's numbers are
 * @param compared how many numbers were compared
 * @param starts the starts, in order
 * @param first what disagrees first, if anything does
 * @param causes the known slips of which each reproduces all of the program's numbers; none if the cause is unknown
 * @param hidden known slips that would not have shown in these numbers, if they agree
 * @param unwritten what the program did not write, though it could, so that it was not judged
 * @param notes what is to be known beside
 */
public record Judgement(
        String network,
        boolean agrees,
        String precision,
        long compared,
        List<StartResult> starts,
        @OrNull Difference first,
        List<Cause> causes,
        List<String> hidden,
        List<String> unwritten,
        List<String> notes) {

    /**
     * One start.
     *
     * @param name in a word
     * @param shows what it is for
     * @param steps that the program wrote; 0 if it failed
     * @param problem which number disagrees first here, or why there is nothing to compare; empty if all agrees
     */
    public record StartResult(String name, String shows, int steps, String problem) {}

    /**
     * A number that rounding does not explain.
     *
     * @param start which start
     * @param step from 1
     * @param array by the names of docs/judge.md; "steps" if their number is wrong
     * @param row from 0
     * @param column from 0
     * @param yours the program's number
     * @param ours the right one
     * @param allowed how far rounding may put them apart
     * @param pattern how all numbers of the array are related, in words; empty if no simple relation was found
     */
    public record Difference(
            String start,
            int step,
            String array,
            int row,
            int column,
            double yours,
            double ours,
            double allowed,
            String pattern) {

        /** @return the difference in a sentence's worth of words */
        public String words() {
            return Words.difference(this);
        }
    }

    /**
     * A known slip.
     *
     * @param name in words with hyphens
     * @param question to the author
     * @param lookAt where
     */
    public record Cause(String name, String question, String lookAt) {}
}
