package dev.crosscheck.data.table;

import java.util.List;

/** One column of a {@link Table}. */
public sealed interface Column permits NumberColumn, DateColumn, WordsColumn, TextColumn {
    /** @return the column's name */
    String name();

    /** @return the columns of numbers that a network may be given instead of it, in their order; empty if it may be given this one */
    default List<NumberColumn> parts() {
        return List.of();
    }

    /** @return the number of rows without a value */
    int missing();

    /** @return whether a row has no value */
    boolean isMissing(int row);

    /** @return how its cells are read; null for texts that are kept */
    CellForm form();

    /** @return the cell as text: a number in its shortest form, a missing value as the empty text */
    String text(int row);
}
