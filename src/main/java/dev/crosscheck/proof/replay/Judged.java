package dev.crosscheck.proof.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * How much of a recording was judged.
 *
 * @param losses of the {@code allLosses} how many
 * @param gradients of the {@code allGradients} sets how many, each of them whole
 * @param states of the {@code allStates} how many, each of them whole
 * @param test whether a recorded test was; true if none was recorded
 */
public record Judged(
        int losses, int allLosses, int gradients, int allGradients, int states, int allStates, boolean test) {

    /** @return whether every number was */
    public boolean isAll() {
        return losses == allLosses && gradients == allGradients && states == allStates && test;
    }

    /** @return what was, in words */
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

    /** @return what was not, in words; empty if all was */
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
