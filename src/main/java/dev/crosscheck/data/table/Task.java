package dev.crosscheck.data.table;

/** The task that a table's target defines. */
public enum Task {
    /** Classification into two or more classes. */
    CLASSES,

    /** Regression: a number. */
    REGRESSION
}
