package dev.crosscheck.data.table;

/** One column of a {@link Table}. */
public sealed interface Column permits NumberColumn, TextColumn {
    /** @return its name */
    String name();

    /** @return in how many rows it has no value */
    int missing();

    /** @return whether it has no value in this row */
    boolean isMissing(int row);

    /** @return the cell as text: a number in its shortest form, nothing where a value is missing */
    String text(int row);
}
