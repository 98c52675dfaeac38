package dev.crosscheck.course.guide;

import dev.crosscheck.nn.Setup;

/**
 * The networks for a table that compete on rows to validate on. Each is one line, as {@link Setup} reads it; inputs, outputs, loss, epochs
 * and seed are those of the problem.
 */
public enum TableCandidate {
    /** A network without hidden layers. */
    LINEAR("linear model", "1-1 adam lr:0.02 schedule:cosine/0/1 batch:32"),
    /** The course's smallest network. */
    SMALL("small network", "1-64-1 relu adam lr:0.003 schedule:cosine/0/1 batch:64"),
    /** Three wide layers, the default where options are given. */
    RECIPE("recipe", "1-256-256-256-1 relu adam lr:0.003 schedule:cosine/0/1 batch:64");

    private final String label;
    private final Setup setup;

    TableCandidate(String label, String line) {
        this.label = label;
        this.setup = Setup.parse(line);
    }

    /** @return the name in messages and files */
    public String label() {
        return label;
    }

    /** @return the settings that do not depend on the problem */
    public Setup setup() {
        return setup;
    }
}
