package dev.crosscheck.data.table;

import dev.crosscheck.Nearest;
import dev.crosscheck.run.Excerpt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows as texts, from a form, a program or a file that is answered row by row. A row with an unusable cell is refused, the others are
 * not. Thread-safe.
 */
public final class RawRows {
    private final Preprocessing preprocessing;
    private final Set<String> missing;

    /** For each input the place of its cell. */
    private final int[] places;

    /**
     * A remark on a cell.
     *
     * @param column its column
     * @param words what was expected and found, or how it was taken, on one line
     * @param refused whether the row is refused because of it
     */
    public record Note(String column, String words, boolean refused) {}

    RawRows(Preprocessing preprocessing, List<String> columns, String source) {
        this.preprocessing = preprocessing;
        this.missing = Set.copyOf(preprocessing.missing());
        this.places = preprocessing.inputs().stream()
                .mapToInt(input -> place(columns, input.name(), source))
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
     * Writes a row's features.
     *
     * @param cells in the order of the columns; one that is {@code null} is missing
     * @param into where they go; the features of a refused row are not to be used
     * @param at the place of the first one
     * @return remarks on its cells; the row is refused if one of them says so
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
                    ? number(number, cell, into, next)
                    : category((Input.OfCategory) input, cell, into, next);
            if (note != null) {
                notes.add(note);
            }
            next += input.width();
        }
        return notes;
    }

    /**
     * The same for a row by names; a column that it lacks counts as missing, and one that the model does not have refuses it.
     *
     * @see Preprocessing#rows
     */
    static List<Note> features(Preprocessing preprocessing, Map<String, String> row, float[] into, int at) {
        List<String> names = preprocessing.inputs().stream().map(Input::name).toList();
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

    /** Said for one name only: a search among thousands of columns takes as long as many rows, and a request may have thousands of unknown names. */
    private static String near(String name, List<String> names) {
        return Nearest.of(name, names)
                .map(nearest -> ", did you mean " + Columns.quoted(nearest) + "?")
                .orElse("");
    }

    private Note number(Input.OfNumber input, String cell, float[] into, int at) {
        boolean absent = isMissing(cell);
        double value = absent ? Double.NaN : Decimal.parse(cell);
        if (!absent && Double.isNaN(value)) {
            return new Note(input.name(), "expected a number, found " + Excerpt.quoted(cell), true);
        }
        double feature = input.standardised(value);
        if (!(Math.abs(feature) <= Input.OfNumber.MOST_DEVIATIONS)) {
            return new Note(
                    input.name(),
                    "expected a number like those of the training part, with mean " + Decimal.rounded(input.mean())
                            + ", found " + Excerpt.quoted(cell),
                    true);
        }
        input.write(absent ? Float.NaN : (float) feature, into, at);
        return absent
                ? absent(input, "the median " + Decimal.computed(input.median()) + " stands for it", input.indicator())
                : null;
    }

    private Note category(Input.OfCategory input, String cell, float[] into, int at) {
        if (isMissing(cell)) {
            input.write(input.placeOfMissing(), into, at);
            return absent(input, "none of its categories stands for it", input.missing());
        }
        int place = input.indexOf(cell);
        if (place < 0) {
            return new Note(
                    input.name(),
                    "the training part had no " + Excerpt.quoted(cell) + ": taken as none of its categories",
                    false);
        }
        input.write(place, into, at);
        return null;
    }

    /** No remark where the training part had missing values, too. */
    private Note absent(Input input, String instead, boolean trained) {
        if (preprocessing.refuseMissing()) {
            return new Note(input.name(), "expected a value, found none", true);
        }
        return trained ? null : new Note(input.name(), "no value, as never in the training part: " + instead, false);
    }

    private boolean isMissing(String cell) {
        return cell.isEmpty() || missing.contains(cell);
    }
}
