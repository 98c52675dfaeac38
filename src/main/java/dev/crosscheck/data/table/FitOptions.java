package dev.crosscheck.data.table;

import java.util.Set;

/**
 * How a table's columns become a network's inputs.
 *
 * @param refuseMissing whether a missing value is an error
 * @param leaveOut columns that are no inputs, beside the target
 */
public record FitOptions(boolean refuseMissing, Set<String> leaveOut) {
    /** Missing values are replaced, and every column may be an input. */
    public static final FitOptions USUAL = new FitOptions(false, Set.of());

    /** Copies what is given. */
    public FitOptions {
        leaveOut = Set.copyOf(leaveOut);
    }
}
