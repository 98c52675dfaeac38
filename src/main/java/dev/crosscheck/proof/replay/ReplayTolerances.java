package dev.crosscheck.proof.replay;

import dev.crosscheck.proof.compare.Tolerance;

/**
 * How closely a replay must match the recorded run.
 *
 * @param losses for a judged step's loss
 * @param judgedSteps how many steps, from the first, have their loss judged; those of later steps are only reported
 * @param parameters for a parameter
 * @param ends where rounding alone lets the run end; null unless a digit run is repeated to its end
 * @param note where the tolerances come from, if they are this run's own; may be empty
 */
public record ReplayTolerances(Tolerance losses, int judgedSteps, Tolerance parameters, NudgedEnds ends, String note) {}
