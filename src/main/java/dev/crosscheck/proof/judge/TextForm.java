package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.run.Excerpt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The text format for arrays that judged programs read and write (docs/judge.md): {@code NAME ROWS COLUMNS}, then the numbers row by row, separated by
 * spaces or line ends. Lines that begin with {@code #} are comments.
 */
final class TextForm {
    private static final String SPACE = "\\s+";
    private static final int HEADER = 3;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,5})?");
    private static final Pattern NOT_A_NUMBER = Pattern.compile("[+-]?(nan(\\(\\w*\\))?|1\\.#(ind|qnan|snan)\\w*)");
    private static final Pattern INFINITE = Pattern.compile("[+-]?(inf|infinity|1\\.#inf\\w*)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][\\w.]{0,99}");
    private static final Pattern SIZE = Pattern.compile("\\d{1,8}");
    private static final String REMEDY =
            "Write an array as NAME ROWS COLUMNS and its numbers; begin comments with #, or write them to"
                    + " standard error.";

    /**
     * One array of a text.
     *
     * @param line the line of its name, from 1
     * @param values its numbers
     * @param digits the largest count of significant digits of any of its numbers
     * @param decimals the count of digits after the point if it is the same for all numbers and none has an exponent; otherwise -1
     */
    record Block(String name, int line, Matrix values, int digits, int decimals) {}

    private final String label;
    private final List<Block> blocks = new ArrayList<>();
    private String name;
    private int nameLine;
    private int rows;
    private int columns;
    private double[] values = {};
    private int count;
    private int digits;
    private int decimals;

    private TextForm(String label) {
        this.label = label;
    }

    /**
     * Parses a text that has arrays only, no setup line.
     *
     * @param label the name of the text in error messages
     * @throws CrosscheckException if the format is violated; the message names line and array
     */
    static List<Block> read(String label, String text) {
        TextForm form = new TextForm(label);
        int number = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                form.line(number, line.strip().split(SPACE));
            }
        }
        form.end(number, "the end");
        return form.blocks;
    }

    private void line(int number, String... words) {
        int next = 0;
        while (next < words.length) {
            if (count < values.length) {
                values[count] = number(number, words[next++]);
                count++;
            } else {
                end(number, "");
                begin(number, Arrays.copyOfRange(words, next, Math.min(words.length, next + HEADER)));
                next += HEADER;
            }
        }
    }

    private void begin(int number, String... words) {
        boolean header = words.length == HEADER
                && NAME.matcher(words[0]).matches()
                && SIZE.matcher(words[1]).matches()
                && SIZE.matcher(words[2]).matches();
        if (!header) {
            boolean tooMany = name != null && NUMBER.matcher(words[0]).matches();
            throw refused(
                    number,
                    (name == null ? "" : "after the " + shape() + " numbers of " + place() + ": ")
                            + (tooMany ? "one more number, " : "expected NAME ROWS COLUMNS, found ")
                            + Excerpt.quoted(String.join(" ", words)));
        }
        name = words[0];
        nameLine = number;
        rows = Integer.parseInt(words[1]);
        columns = Integer.parseInt(words[2]);
        long size = (long) rows * columns;
        if (size < 1 || size > 1 << 24) {
            throw refused(number, name + ": an array of " + rows + " x " + columns + " numbers");
        }
        values = new double[(int) size];
        count = 0;
        digits = 0;
        decimals = Integer.MAX_VALUE;
    }

    private double number(int line, String word) {
        if (NUMBER.matcher(word).matches()) {
            count(word);
            return Double.parseDouble(word);
        }
        String lower = word.toLowerCase(Locale.ROOT);
        if (NOT_A_NUMBER.matcher(lower).matches()) {
            return Double.NaN;
        }
        if (INFINITE.matcher(lower).matches()) {
            return word.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        throw refused(
                line,
                place() + ": expected " + values.length + " numbers, " + shape() + ", found " + Excerpt.quoted(word)
                        + " after " + count);
    }

    private void count(String word) {
        String mantissa = word.split("[eE]", 2)[0];
        int point = mantissa.indexOf('.');
        String significant = mantissa.replaceAll("[+.-]", "").replaceFirst("^0+", "");
        digits = Math.max(digits, significant.length());
        int after = point < 0 ? 0 : mantissa.length() - point - 1;
        boolean fixed = mantissa.equals(word) && (decimals == Integer.MAX_VALUE || decimals == after);
        decimals = fixed ? after : -1;
    }

    private void end(int line, String found) {
        if (count < values.length) {
            throw refused(
                    line,
                    place() + ": expected " + values.length + " numbers, " + shape() + ", found " + found + " after "
                            + count);
        }
        if (name != null && values.length > 0) {
            int places = decimals == Integer.MAX_VALUE ? -1 : decimals;
            blocks.add(new Block(name, nameLine, new Matrix(rows, columns, values), digits, places));
            values = new double[0];
            count = 0;
        }
    }

    private String place() {
        return name + " of line " + nameLine;
    }

    private String shape() {
        return rows + " x " + columns;
    }

    private CrosscheckException refused(int line, String problem) {
        return new CrosscheckException(label + ", line " + line + ": " + problem + ".", REMEDY);
    }

    /** Appends an array, one row per line, each number with as many digits as are needed to read the same double again. */
    static void append(StringBuilder text, String name, Matrix matrix) {
        text.append(name)
                .append(' ')
                .append(matrix.rows())
                .append(' ')
                .append(matrix.columns())
                .append('\n');
        for (int i = 0; i < matrix.rows(); i++) {
            double[] row = matrix.row(i).data();
            text.append(String.join(
                            " ",
                            Arrays.stream(row)
                                    .mapToObj(v -> v == Math.rint(v) ? Long.toString((long) v) : Double.toString(v))
                                    .toList()))
                    .append('\n');
        }
    }
}
