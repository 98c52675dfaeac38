package dev.crosscheck.proof.judge;

import java.util.ArrayList;
import java.util.List;

/**
 * How much of a recording was judged. What is not, is told too little from rounding: too far from a recorded state, or at the kink of an activation.
 *
 * @param losses the number of losses judged
 * @param allLosses the number of losses repeated
 * @param gradients the number of steps of whose gradients more than half were judged
 * @param allGradients the number of steps with recorded gradients
 * @param states the number of states of which more than half was judged
 * @param allStates the number of recorded states
 * @param undecided how many of the numbers rounding or a kink leaves undecided
 * @param numbers the number of numbers compared
 * @param test whether the recorded test was judged; true if none was recorded
 */
public record Judged(
        int losses,
        int allLosses,
        int gradients,
        int allGradients,
        int states,
        int allStates,
        long undecided,
        long numbers,
        boolean test) {

    /** @return whether every number was judged */
    public boolean isAll() {
        return losses == allLosses && gradients == allGradients && states == allStates && test;
    }

    /** @return what was judged, in words */
    public String words() {
        List<String> words = new ArrayList<>(List.of(of(losses, allLosses, "losses")));
        if (allGradients > 0) {
            words.add(of(gradients, allGradients, "sets of gradients"));
        }
        if (allStates > 0) {
            words.add(of(states, allStates, "states"));
        }
        return String.join(", ", words);
    }

    /** @return how many numbers are undecided, as the end of a sentence; empty if none is */
    public String butFor() {
        return undecided == 0
                ? ""
                : ", but for " + undecided + " of " + numbers + " numbers, which rounding or a kink leaves undecided";
    }

    /** @return what was not judged, in words; empty if everything was */
    public String left() {
        List<String> words = new ArrayList<>();
        add(words, allLosses - losses, "losses");
        add(words, allGradients - gradients, "sets of gradients");
        add(words, allStates - states, "states");
        if (!test) {
            words.add("the test, since the last state is not recorded");
        }
        return String.join(", ", words);
    }

    private static String of(int count, int all, String what) {
        return (count == all ? "all " + all : count + " of " + all) + " " + what;
    }

    private static void add(List<String> words, int count, String what) {
        if (count > 0) {
            words.add(count + " " + what);
        }
    }
}
