package dev.crosscheck.bench;

import java.util.Arrays;
import java.util.Locale;

/** A part of the work on a table that is timed. */
public enum TablePart {
    /** From the file to columns. */
    READ,

    /** From columns to what a network takes. */
    FIT,

    /** Training for an epoch. */
    EPOCH,

    /** The network's outputs for all rows. */
    PREDICT;

    /** @return what processes and tables call it */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is none of this name */
    static TablePart named(String label) {
        return Arrays.stream(values())
                .filter(part -> part.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown part: " + label));
    }
}
