package dev.crosscheck.data.table;

import java.util.Set;

/**
 * Options for turning a table's columns into network inputs.
 *
 * @param refuseMissing whether a missing value is an error
 * @param leaveOut columns that are not used as inputs, besides the target
 */
public record FitOptions(boolean refuseMissing, Set<String> leaveOut) {
    /** Missing values are replaced, and every column may be used. */
    public static final FitOptions USUAL = new FitOptions(false, Set.of());

    /** Copies the set. */
    public FitOptions {
        leaveOut = Set.copyOf(leaveOut);
    }
}
