package dev.crosscheck.data.table;

import dev.crosscheck.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Converts rows of texts from a form, a program, or a file that is read row by row. A row with an unusable cell is rejected without affecting the
 * others. Thread-safe.
 */
public final class RawRows {
    private final Preprocessing preprocessing;

    private final List<Cell> inputs;
    private final int width;

    /** The cell of an input, at a place of the row. */
    private record Cell(Input input, Function<String, double[]> numbers, Features features, int place) {}

    /**
     * A remark on a cell.
     *
     * @param words what was expected and found, or how the cell was interpreted, on one line
     * @param refused whether the row is rejected because of the cell
     */
    public record Note(String column, String words, boolean refused) {}

    RawRows(Preprocessing preprocessing, List<String> columns, String source) {
        this.preprocessing = preprocessing;
        this.inputs = preprocessing.inputs().stream()
                .map(input -> new Cell(
                        input, input.reading().numbers(), input.computed(), place(columns, input.column(), source)))
                .toList();
        this.width = preprocessing.width();
    }

    /** @return the number of features of a row */
    public int width() {
        return width;
    }

    private static int place(List<String> columns, String name, String source) {
        int place = columns.indexOf(name);
        if (place < 0) {
            throw Columns.unknown(source, Columns.OF_MODEL, name, columns);
        }
        return place;
    }

    /**
     * Writes the features of a row.
     *
     * @param cells in the order of the columns; {@code null} stands for a missing value
     * @param into receives the features; those of a rejected row must not be used
     * @return remarks on the cells; the row is rejected if one of them says so
     */
    public List<Note> features(List<String> cells, float[] into, int at) {
        List<Note> notes = new ArrayList<>();
        int next = at;
        for (Cell of : inputs) {
            String given = of.place() < cells.size() ? cells.get(of.place()) : null;
            String cell = given == null ? "" : given.strip();
            boolean missing = preprocessing.isMissing(cell);
            double[] numbers = missing
                    ? Input.missing(of.input().reading().width())
                    : of.numbers().apply(cell);
            of.features().write(numbers, into, next);
            note(of.input(), cell, missing, numbers[0]).ifPresent(notes::add);
            next += of.features().width();
        }
        return notes;
    }

    private static Optional<Note> note(Input input, String cell, boolean missing, double number) {
        if (missing) {
            return input.encoding().trainsMissing()
                    ? Optional.empty()
                    : note(
                            input,
                            "no value, though none is missing in the training part: "
                                    + input.encoding().instead(),
                            false);
        }
        if (Double.isNaN(number)) {
            return input.forgives()
                    ? note(input, Printable.quoted(cell) + " counts as a missing value", false)
                    : note(input, "expected " + input.reading().expected() + ", found " + Printable.quoted(cell), true);
        }
        if (Double.isInfinite(number)) {
            return note(
                    input, "expected a finite number, at most 1e100 in size, found " + Printable.quoted(cell), true);
        }
        if (input.encoding().categories() > 0 && number == Texts.UNKNOWN) {
            return note(
                    input, "the training part had no " + Printable.quoted(cell) + ": treated as no category", false);
        }
        String range = input.encoding().outside(number);
        return range.isEmpty() ? Optional.empty() : note(input, "outside of what was trained on, " + range, false);
    }

    private static Optional<Note> note(Input input, String words, boolean refused) {
        return Optional.of(new Note(input.column(), words, refused));
    }
}
