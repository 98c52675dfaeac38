package dev.crosscheck.data.table;

/** One column of a {@link Table}. */
public sealed interface Column permits NumberColumn, DateColumn, TextColumn {
    /** @return the column's name */
    String name();

    /** @return the number of rows without a value */
    int missing();

    /** @return whether a row has no value */
    boolean isMissing(int row);

    /** @return how its cells are read; null for texts */
    CellForm form();

    /** @return the cell as text: a number in its shortest form, a missing value as the empty text */
    String text(int row);
}
