package dev.crosscheck.data.table;

/** What is to be learnt of a table's target. */
public enum Task {
    /** Which of two or more classes a row belongs to. */
    CLASSES,

    /** A number. */
    REGRESSION
}
