package dev.crosscheck.using.export;

import dev.crosscheck.data.table.DateForm;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.NumberForm;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.RawInput;
import dev.crosscheck.data.table.RestForm;
import dev.crosscheck.data.table.WordsForm;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes rows that are rare in a table but that a user may send: with missing values, unknown categories, extreme numbers, and numbers that the
 * model rejects. The same preprocessing gives the same rows.
 */
final class MadeUpRows {
    /** Maximum rows of each kind. With at most this many columns, each column is the only missing, unknown or extreme one in some row. */
    private static final int MOST_OF_A_KIND = 200;

    /** Limits the rows for tables with very many columns, since a cell's text takes about fifty bytes. */
    private static final int MOST_CELLS = 1_000_000;

    private static final int KINDS = 5;
    private static final int LEAST_OF_A_KIND = 3;
    private static final long SEED = 1;
    private static final double USUAL = 3;

    /** An extreme number is up to 10 to this power scales from the median. */
    private static final int LARGEST_POWER = 20;

    /** One cell in this many is odd, where a column has odd cells. */
    private static final int ODD = 5;

    /** Dates are from 1970 to 2070. */
    private static final long LAST_SECOND = 3_155_760_000L;

    /** Of several scripts, with capitals, digits, marks that make words end or do not, and a character outside of the first plane. */
    private static final List<String> WORDS = List.of(
            "the",
            "The",
            "not",
            "GOOD",
            "bad",
            "it's",
            "state-of-the-art",
            "42",
            "3.50",
            "a_b",
            "Straße",
            "ÉCOLE",
            "e\u0301cole",
            "ΣΟΦΟΣ",
            "İstanbul",
            "всё",
            "नमस्ते",
            "สวัสดี",
            "北京大学",
            "ひらがな",
            "한국어",
            "𠮷野",
            "😀",
            "...",
            "!?");

    private static final int MOST_WORDS = 40;

    private final Preprocessing preprocessing;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<String> missing = new ArrayList<>(List.of("", " "));
    private final List<List<String>> rows = new ArrayList<>();
    private final List<RawInput> raw;
    private final List<String> columns;
    private final int ofAKind;

    private MadeUpRows(Preprocessing preprocessing) {
        this.preprocessing = preprocessing;
        this.missing.addAll(preprocessing.missing());
        this.raw = preprocessing.rawInputs();
        this.columns = preprocessing.columns();
        this.ofAKind = Math.max(LEAST_OF_A_KIND, Math.min(MOST_OF_A_KIND, MOST_CELLS / KINDS / columns.size()));
    }

    static List<List<String>> of(Preprocessing preprocessing) {
        MadeUpRows made = new MadeUpRows(preprocessing);
        made.add();
        return made.rows;
    }

    private void add() {
        rows.add(row(input -> missing(0)));
        rows.add(row(this::usual));
        rows.add(row(MadeUpRows::unknown));
        for (int i = 0; i < ofAKind; i++) {
            int column = i % columns.size();
            rows.add(usualBut(column, this::missing));
            rows.add(usualBut(column, this::strange));
            rows.add(usualBut(column, MadeUpRows::impossible));
            rows.add(row(this::usual));
            rows.add(row(this::mixed));
        }
    }

    private List<String> row(Function<Input, String> cell) {
        return row((column, input) -> cell.apply(input));
    }

    private List<String> usualBut(int column, Function<Input, String> cell) {
        return row((at, input) -> at == column ? cell.apply(input) : usual(input));
    }

    /** @param cell makes a plain cell for a column and its first input */
    private List<String> row(BiFunction<Integer, Input, String> cell) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < raw.size(); i++) {
            if (i == 0 || !raw.get(i).column().equals(raw.get(i - 1).column())) {
                cells.add(written(
                        raw.get(i),
                        cell.apply(cells.size(), preprocessing.inputs().get(i))));
            }
        }
        return cells;
    }

    /** @return a plain number as its column writes it, a date instead of it, or sometimes a text of another form if the column has such cells */
    private String written(RawInput input, String cell) {
        if (preprocessing.isMissing(cell.strip())) {
            return cell;
        }
        if (input.form() == null || input.form() instanceof RestForm) {
            return cell;
        }
        if (input.form() instanceof WordsForm) {
            return text();
        }
        if (input.forgives() && random.nextInt(ODD) == 0) {
            return "oops";
        }
        return input.form() instanceof DateForm dates
                ? dates.write(random.nextLong(LAST_SECOND))
                : ((NumberForm) input.form()).text(Double.parseDouble(cell));
    }

    /** @return words and marks in any order, some of them several times */
    private String text() {
        return IntStream.range(0, random.nextInt(MOST_WORDS))
                .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
                .collect(Collectors.joining(random.nextBoolean() ? " " : ", "));
    }

    private String usual(Input input) {
        if (input instanceof Input.OfNumber number) {
            return text(number, USUAL * (2 * random.nextDouble() - 1));
        }
        List<String> categories = ((Input.OfCategory) input).categories();
        return categories.get(random.nextInt(categories.size()));
    }

    private String missing(Input input) {
        return missing(random.nextInt(missing.size()));
    }

    private String missing(int which) {
        return missing.get(which);
    }

    private String strange(Input input) {
        if (input instanceof Input.OfNumber number) {
            return text(number, (random.nextBoolean() ? 1 : -1) * Math.pow(10, LARGEST_POWER * random.nextDouble()));
        }
        return unknown(input);
    }

    /** @return a text that begins with a category but is none; for numbers 0, which may be unusual for the column */
    private static String unknown(Input input) {
        return input instanceof Input.OfCategory category
                ? category.categories().get(category.categories().size() - 1) + "~"
                : "0";
    }

    private static String impossible(Input input) {
        return input instanceof Input.OfNumber ? Double.toString(2 * Input.OfNumber.LARGEST) : unknown(input);
    }

    private String mixed(Input input) {
        int kind = random.nextInt(6);
        return kind == 0 ? missing(input) : kind == 1 ? strange(input) : usual(input);
    }

    private static String text(Input.OfNumber number, double scales) {
        return Double.toString(number.median() + scales * number.scale());
    }
}
