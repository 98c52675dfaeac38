package dev.crosscheck.proof.compare;

import java.util.List;

/**
 * The outcome for an implementation that is wrong on purpose.
 *
 * @param name the slip in a few words
 * @param slip what it computes, and what is right
 * @param controlPassed whether the right implementation passes the same check
 * @param verdicts the check's verdicts on the wrong one
 */
public record MutantOutcome(String name, String slip, boolean controlPassed, List<Verdict> verdicts) {

    /** Copies the verdicts. */
    public MutantOutcome {
        verdicts = List.copyOf(verdicts);
    }

    /** @return the verdicts that caught it */
    public List<Verdict> catchers() {
        return verdicts.stream().filter(verdict -> !verdict.passed()).toList();
    }

    /** @return whether the check tells it apart from the right implementation */
    public boolean caught() {
        return controlPassed && !catchers().isEmpty();
    }
}
