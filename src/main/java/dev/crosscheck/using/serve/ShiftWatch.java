package dev.crosscheck.using.serve;

import dev.crosscheck.data.table.Shift;
import dev.crosscheck.using.predict.TableModel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells when the rows of all requests together differ from the training part: of the first hundred, and then of each thousand. Each column is
 * told once. Thread-safe.
 */
final class ShiftWatch {
    /** Enough for a large shift, and few enough to tell of it soon. */
    private static final int FIRST_ROWS = 100;

    private static final int ROWS = 1000;

    /** One of so many rows may have a number outside of the range. */
    private static final int ROWS_PER_OUTSIDE = 20;

    private final TableModel model;
    private final List<String> names;
    private final Consumer<String> told;
    private final Set<String> known = new HashSet<>();
    private Shift shift;
    private int window = FIRST_ROWS;
    private int rows;

    /**
     * @param names of the columns of the rows
     * @param told receives what is to be said of a column, {@code column "age": the mean of ...}
     */
    ShiftWatch(TableModel model, List<String> names, Consumer<String> told) {
        this.model = model;
        this.names = names;
        this.told = told;
        begin();
    }

    private void begin() {
        shift = Shift.of(model.ranges(), model.preprocessing(), names);
        rows = 0;
    }

    /** @param cells of a row, in the order of the names */
    synchronized void add(List<String> cells) {
        shift.add(cells);
        rows++;
        if (rows == window) {
            shift.byColumn(window / ROWS_PER_OUTSIDE).forEach((column, words) -> {
                if (known.add(column)) {
                    told.accept(words);
                }
            });
            window = ROWS;
            begin();
        }
    }
}
