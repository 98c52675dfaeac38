package dev.crosscheck.data.table;

import dev.crosscheck.Nearest;
import dev.crosscheck.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Converts rows of texts from a form, a program, or a file that is read row by row. A row with an unusable cell is rejected without affecting the
 * others. Thread-safe.
 */
public final class RawRows {
    private final Preprocessing preprocessing;

    /** How the cell of each input is read. */
    private final List<RawInput> raw;

    /** The index of each input's cell. */
    private final int[] places;

    /**
     * A remark on a cell.
     *
     * @param column the column
     * @param words what was expected and found, or how the cell was interpreted, on one line
     * @param refused whether the row is rejected because of the cell
     */
    public record Note(String column, String words, boolean refused) {}

    RawRows(Preprocessing preprocessing, List<String> columns, String source) {
        this.preprocessing = preprocessing;
        this.raw = preprocessing.rawInputs();
        this.places = raw.stream()
                .mapToInt(input -> place(columns, input.column(), source))
                .toArray();
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
     * @param at index of the first feature
     * @return remarks on the cells; the row is rejected if one of them says so
     */
    public List<Note> features(List<String> cells, float[] into, int at) {
        List<Note> notes = new ArrayList<>();
        int next = at;
        for (int i = 0; i < places.length; i++) {
            Input input = preprocessing.inputs().get(i);
            String cell = places[i] < cells.size() && cells.get(places[i]) != null
                    ? cells.get(places[i]).strip()
                    : "";
            Arrays.fill(into, next, next + input.width(), 0);
            Note note = input instanceof Input.OfNumber number
                    ? number(number, raw.get(i), cell, into, next)
                    : category((Input.OfCategory) input, raw.get(i), cell, into, next);
            // The parts of a cell have the same remarks.
            boolean again = !notes.isEmpty() && notes.get(notes.size() - 1).equals(note);
            if (note != null && !again) {
                notes.add(note);
            }
            next += input.width();
        }
        return notes;
    }

    /** Implements {@link Preprocessing#features}. */
    static List<Note> features(Preprocessing preprocessing, Map<String, String> row, float[] into, int at) {
        List<String> names = preprocessing.columns();
        List<String> cells = new ArrayList<>();
        names.forEach(name -> cells.add(row.get(name)));
        List<Note> notes = new ArrayList<>(new RawRows(preprocessing, names, "").features(cells, into, at));
        Set<String> known = new HashSet<>(names);
        known.add(preprocessing.target().name());
        boolean first = true;
        for (String name : row.keySet()) {
            if (!known.contains(name)) {
                notes.add(new Note(name, "the model has no such column" + (first ? near(name, names) : ""), true));
                first = false;
            }
        }
        return notes;
    }

    /** Called for one name only, since searching thousands of columns takes as long as many rows, and a request may have thousands of unknown names. */
    private static String near(String name, List<String> names) {
        return Nearest.of(name, names)
                .map(nearest -> ", did you mean " + Printable.quoted(nearest) + "?")
                .orElse("");
    }

    /**
     * Looks at the numbers of a row.
     *
     * @param cells in the order of the columns
     * @param trained the columns' numbers in the training part, {@link Ranges#numbers}
     * @return a remark on each number that is outside of the range
     */
    public List<Note> outside(List<String> cells, Map<String, Ranges.Numbers> trained) {
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < places.length; i++) {
            RawInput input = raw.get(i);
            Ranges.Numbers known = trained.get(input.column());
            String cell = places[i] < cells.size() && cells.get(places[i]) != null
                    ? cells.get(places[i]).strip()
                    : "";
            if (known != null && !preprocessing.isMissing(cell) && known.excludes(input.number(cell))) {
                notes.add(new Note(input.column(), "outside of what was trained on, " + known.words(), false));
            }
        }
        return notes;
    }

    private Note number(Input.OfNumber input, RawInput of, String cell, float[] into, int at) {
        boolean missing = preprocessing.isMissing(cell);
        double value = missing ? of.missing() : of.number(cell);
        boolean absent = Double.isNaN(value);
        boolean odd = absent && !missing;
        if (odd && !of.forgives()) {
            return new Note(of.column(), "expected " + of.expected() + ", found " + Printable.quoted(cell), true);
        }
        if (odd && preprocessing.refuseMissing()) {
            return new Note(of.column(), "expected a value, found " + Printable.quoted(cell), true);
        }
        if (Math.abs(value) > Input.OfNumber.LARGEST) {
            return new Note(
                    input.name(),
                    "expected a finite number, at most 1e100 in size, found " + Printable.quoted(cell),
                    true);
        }
        input.write(absent ? Float.NaN : (float) input.scaled(value), into, at);
        if (odd) {
            return new Note(of.column(), Printable.quoted(cell) + " counts as a missing value", false);
        }
        return absent
                ? absent(
                        of.column(),
                        of.part() == null
                                ? "the median " + Decimal.computed(input.median()) + " is used"
                                : "the medians of its parts are used",
                        input.indicator())
                : null;
    }

    private Note category(Input.OfCategory input, RawInput of, String cell, float[] into, int at) {
        if (preprocessing.isMissing(cell)) {
            input.write(input.indexOfMissing(), into, at);
            return absent(input.name(), "none of its categories is used", input.missing());
        }
        int index = of.category(input, cell);
        if (index < 0) {
            return new Note(
                    input.name(),
                    "the training part had no " + Printable.quoted(cell) + ": treated as no category",
                    false);
        }
        input.write(index, into, at);
        return null;
    }

    /** @return null if values were also missing in the training part */
    private Note absent(String column, String instead, boolean trained) {
        if (preprocessing.refuseMissing()) {
            return new Note(column, "expected a value, found none", true);
        }
        return trained
                ? null
                : new Note(column, "no value, though none is missing in the training part: " + instead, false);
    }
}
