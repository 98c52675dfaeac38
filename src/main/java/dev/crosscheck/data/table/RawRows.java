package dev.crosscheck.data.table;

import dev.crosscheck.text.Printable;
import java.util.ArrayList;
import java.util.List;

/**
 * Converts rows of texts from a form, a program, or a file that is read row by row. A row with an unusable cell is rejected without affecting the
 * others. Thread-safe.
 */
public final class RawRows {
    private final Preprocessing preprocessing;
    private final List<Cells> inputs;

    /** The place of each input in a row. */
    private final int[] places;

    /**
     * A remark on a cell.
     *
     * @param words what was expected and found, or how the cell was interpreted, on one line
     * @param refused whether the row is rejected because of the cell
     */
    public record Note(String column, String words, boolean refused) {}

    RawRows(Preprocessing preprocessing, List<String> columns, String source) {
        this.preprocessing = preprocessing;
        this.inputs = preprocessing.inputs().stream().map(Cells::of).toList();
        this.places = preprocessing.columns().stream()
                .mapToInt(name -> Table.indexOf(source, name, Table.OF_MODEL, columns))
                .toArray();
    }

    public int width() {
        return preprocessing.width();
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
        for (int i = 0; i < places.length; i++) {
            Cells of = inputs.get(i);
            Input input = of.input();
            String given = places[i] < cells.size() ? cells.get(places[i]) : null;
            String cell = given == null ? "" : given.strip();
            boolean missing = preprocessing.isMissing(cell);
            double[] numbers = of.numbers(missing ? null : cell);
            of.write(numbers, into, next);
            next += of.width();
            boolean odd = !missing && Double.isNaN(numbers[0]);
            String words = !odd
                    ? input.encoding().unusual(numbers[0], cell)
                    : input.forgives()
                            ? Printable.quoted(cell) + " counts as a missing value"
                            : "expected " + input.reading().expected() + ", found " + Printable.quoted(cell);
            if (!words.isEmpty()) {
                notes.add(new Note(input.column(), words, odd && !input.forgives()));
            }
        }
        return notes;
    }
}
