package dev.crosscheck.proof.compare;

import java.util.List;

/**
 * The result of checking a mutant: an implementation that is wrong on purpose.
 *
 * @param name the slip in a few words
 * @param slip what the mutant computes, and what is correct
 * @param controlPassed whether the correct implementation passes the same check
 * @param verdicts the verdicts of the check on the mutant
 */
public record MutantOutcome(String name, String slip, boolean controlPassed, List<Verdict> verdicts) {

    public List<Verdict> catchers() {
        return verdicts.stream().filter(verdict -> !verdict.passed()).toList();
    }

    /** @return whether the correct implementation passes and the mutant fails */
    public boolean caught() {
        return controlPassed && !catchers().isEmpty();
    }
}
