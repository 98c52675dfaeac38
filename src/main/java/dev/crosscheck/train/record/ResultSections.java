package dev.crosscheck.train.record;

import dev.crosscheck.showing.report.Contents;

/** The sections of a run's page about what the training came to, on data that have more to show than a network of images. */
public interface ResultSections {
    /** Makes the sections of a page. */
    @FunctionalInterface
    interface Maker {
        /** @param body of the page, to which the sections are added */
        ResultSections in(Contents contents, StringBuilder body);
    }

    /** Adds how good the answers to the test examples are. */
    void measures();

    /** @return counts of the answers to the test examples, by [true class][answer]; empty for numbers */
    int[][] confusion();

    /** Adds what the answers depend on. */
    void importance();
}
