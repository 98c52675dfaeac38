package dev.crosscheck.data.table;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One column of a {@link Table}: finite numbers in double, dates as seconds since 1970, or texts, each stored once however often it occurs.
 *
 * @param reading how numbers or dates are read; null for texts
 * @param doubt what else the cells may mean, and the option that decides; empty if they are clear
 * @param numbers by row; NaN stands for a missing value; null for texts
 * @param codes for each row the index of its text, {@link #MISSING} or {@link #OTHER}; null for numbers and dates
 * @param texts the different texts, in the order in which they first occur
 * @param complete whether these are all: of tens of thousands only some are kept
 */
public record Column(
        String name,
        Reading reading,
        String doubt,
        double[] numbers,
        int[] codes,
        List<String> texts,
        boolean complete) {
    /** Code of a missing text. */
    static final int MISSING = -1;

    /** Code of a text that is not kept, because the column has too many different texts to be categories. */
    static final int OTHER = -2;

    public boolean isText() {
        return codes != null;
    }

    boolean isDate() {
        return reading instanceof DateForm;
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

    public int missing() {
        return (int) IntStream.range(0, codes == null ? numbers.length : codes.length)
                .filter(this::isMissing)
                .count();
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

    /** @return a number that is the same for equal cells, and for all texts that are not kept */
    double key(int row) {
        return isText() ? codes[row] : numbers[row] + 0.0; // -0 is 0
    }

    boolean isOther(int row) {
        return isText() && codes[row] == OTHER;
    }

    boolean hasOthers(int... rows) {
        return IntStream.of(rows).anyMatch(this::isOther);
    }

    /** @return how many of these rows have each text, the most frequent text first, ties in alphabetical order */
    Map<String, Integer> counts(int... rows) {
        int[] counts = new int[texts.size()];
        IntStream.of(rows).map(this::code).filter(code -> code >= 0).forEach(code -> counts[code]++);
        Map<String, Integer> ordered = new LinkedHashMap<>();
        IntStream.range(0, counts.length)
                .filter(code -> counts[code] > 0)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(code -> -counts[code]).thenComparing(texts::get))
                .forEach(code -> ordered.put(texts.get(code), counts[code]));
        return ordered;
    }
}
