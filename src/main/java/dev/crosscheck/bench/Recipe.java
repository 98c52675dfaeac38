package dev.crosscheck.bench;

import dev.crosscheck.nn.Setup;
import java.util.Locale;

/**
 * The settings of a race.
 *
 * <p>docs/internals/race.md explains how {@link #FAST98} was chosen, and has the results of both.
 */
public enum Recipe {
    /** The course's: {@code 784-256-10} at a constant rate. */
    DEFAULT("784-256-10 relu cross-entropy adam batch:64"),

    /** More than 98 % test accuracy on MNIST, as the mean over seeds, in the shortest time that was found. */
    FAST98("784-256-10 relu cross-entropy adam lr:0.003 schedule:cosine batch:64 epochs:3");

    private final Setup setup;

    Recipe(String line) {
        this.setup = Setup.parse(line);
    }

    /** @return its name in options */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return network and training */
    public Setup setup() {
        return setup;
    }
}
