package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** One column of a {@link Table}: finite numbers in double, dates as seconds since 1970, or texts, of which each different one is stored once. */
public final class Column {
    /** Code of a missing text. */
    static final int MISSING = -1;

    /** Code of a text that is not kept, because the column has too many different texts to be categories. */
    static final int OTHER = -2;

    private final String name;
    private final Reading reading;
    private final String doubt;
    private final double[] numbers;
    private final int[] codes;
    private final List<String> texts;
    private final boolean complete;
    private final int missing;

    private Column(
            String name,
            Reading reading,
            String doubt,
            double[] numbers,
            int[] codes,
            List<String> texts,
            boolean complete) {
        this.name = name;
        this.reading = reading;
        this.doubt = doubt;
        this.numbers = numbers;
        this.codes = codes;
        this.texts = texts;
        this.complete = complete;
        this.missing = (int) IntStream.range(0, rows()).filter(this::isMissing).count();
    }

    /**
     * A column of numbers or dates.
     *
     * @param reading how its cells are read
     * @param doubt what else they may mean, and the option that decides; empty if they are clear
     * @param numbers by row; NaN stands for a missing value
     */
    static Column of(String name, Reading reading, String doubt, double... numbers) {
        return new Column(name, reading, doubt, numbers, null, List.of(), true);
    }

    /**
     * A column of texts.
     *
     * @param codes for each row the index of its text, {@link #MISSING} or {@link #OTHER}
     * @param texts in the order in which they first occur
     * @param complete whether they are all
     */
    static Column of(String name, String doubt, int[] codes, List<String> texts, boolean complete) {
        return new Column(name, null, doubt, null, codes, texts, complete);
    }

    private int rows() {
        return codes == null ? numbers.length : codes.length;
    }

    /** @return this column with the rows of another one of the same kind appended; new texts follow those of this one */
    Column followedBy(Column other) {
        if (!isText()) {
            double[] joined = DoubleStream.concat(Arrays.stream(numbers), Arrays.stream(other.numbers))
                    .toArray();
            return of(name, reading.with(reading.odd().and(other.reading.odd())), doubt, joined);
        }
        Map<String, Integer> places = new LinkedHashMap<>();
        texts.forEach(text -> places.put(text, places.size()));
        other.texts.forEach(text -> places.putIfAbsent(text, places.size()));
        int[] moved = other.texts.stream().mapToInt(places::get).toArray();
        IntStream more = Arrays.stream(other.codes).map(code -> code < 0 ? code : moved[code]);
        int[] joined = IntStream.concat(Arrays.stream(codes), more).toArray();
        return of(name, doubt, joined, List.copyOf(places.keySet()), complete && other.complete);
    }

    public String name() {
        return name;
    }

    public boolean isText() {
        return codes != null;
    }

    boolean isDate() {
        return reading instanceof DateForm;
    }

    /** @return how its numbers or dates are read; null for texts */
    Reading reading() {
        return reading;
    }

    /** @return what the cells may mean besides, and the option that decides; empty if they are clear */
    String doubt() {
        return doubt;
    }

    public double number(int row) {
        return numbers[row];
    }

    /** @return the numbers that are present, in ascending order; not for texts */
    double[] sorted() {
        return Arrays.stream(numbers)
                .filter(number -> !Double.isNaN(number))
                .sorted()
                .toArray();
    }

    /** @return the index of the row's text in {@link #texts}, or a negative code */
    int code(int row) {
        return codes[row];
    }

    /** @return the different texts, in the order in which they first occur */
    public List<String> texts() {
        return texts;
    }

    /** @return whether {@link #texts} are all; of tens of thousands, some are not kept */
    boolean isComplete() {
        return complete;
    }

    public int missing() {
        return missing;
    }

    public boolean isMissing(int row) {
        return isText() ? codes[row] == MISSING : Double.isNaN(numbers[row]);
    }

    /** @return the cell as text: a number in its shortest form, a missing value as the empty text */
    public String text(int row) {
        if (isText()) {
            return codes[row] < 0 ? "" : texts.get(codes[row]);
        }
        return isMissing(row) ? "" : reading.text(numbers[row]);
    }

    /** @return a number that equal cells have in common; all texts that are not kept have the same */
    double key(int row) {
        return isText() ? codes[row] : numbers[row] + 0.0; // -0 is 0
    }

    boolean isOther(int row) {
        return isText() && codes[row] == OTHER;
    }

    boolean hasOthers(int... rows) {
        return IntStream.of(rows).anyMatch(this::isOther);
    }

    /** @return the texts of some rows with their numbers of rows, the most frequent first, ties in alphabetical order */
    Map<String, Integer> counts(int... rows) {
        int[] counts = new int[texts.size()];
        IntStream.of(rows).map(this::code).filter(code -> code >= 0).forEach(code -> counts[code]++);
        List<String> present = new ArrayList<>();
        Map<String, Integer> byText = new HashMap<>();
        for (int code = 0; code < counts.length; code++) {
            if (counts[code] > 0) {
                present.add(texts.get(code));
                byText.put(texts.get(code), counts[code]);
            }
        }
        present.sort(Comparator.<String>comparingInt(text -> -byText.get(text)).thenComparing(text -> text));
        Map<String, Integer> ordered = new LinkedHashMap<>();
        present.forEach(text -> ordered.put(text, byText.get(text)));
        return ordered;
    }
}
