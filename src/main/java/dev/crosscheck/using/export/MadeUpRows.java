package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Rows that a table hardly has but a user may send: missing values, unknown categories, extreme numbers, and such as the model refuses. The
 * same for the same preprocessing.
 */
final class MadeUpRows {
    /** Of each kind at most; with these every column is missing, unknown or extreme by itself somewhere, if there are not more. */
    private static final int MOST_OF_A_KIND = 200;

    /** A table of very many columns has fewer rows: a cell's text takes some fifty bytes. */
    private static final int MOST_CELLS = 1_000_000;

    private static final int KINDS = 5;
    private static final int LEAST_OF_A_KIND = 3;
    private static final long SEED = 1;
    private static final double USUAL = 3;

    /** Powers of ten of deviations that an extreme number is off; from the ninth on it is refused. */
    private static final int LARGEST_POWER = 8;

    private final Preprocessing preprocessing;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<String> missing = new ArrayList<>(List.of("", " "));
    private final List<List<String>> rows = new ArrayList<>();
    private final int ofAKind;

    private MadeUpRows(Preprocessing preprocessing) {
        this.preprocessing = preprocessing;
        this.missing.addAll(preprocessing.missing());
        int columns = preprocessing.inputs().size();
        this.ofAKind = Math.max(LEAST_OF_A_KIND, Math.min(MOST_OF_A_KIND, MOST_CELLS / KINDS / columns));
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
            int column = i % preprocessing.inputs().size();
            rows.add(usualBut(column, this::missing));
            rows.add(usualBut(column, this::strange));
            rows.add(usualBut(column, MadeUpRows::impossible));
            rows.add(row(this::usual));
            rows.add(row(this::mixed));
        }
    }

    private List<String> row(Function<Input, String> cell) {
        List<String> cells = new ArrayList<>();
        preprocessing.inputs().forEach(input -> cells.add(cell.apply(input)));
        return cells;
    }

    private List<String> usualBut(int column, Function<Input, String> cell) {
        List<String> cells = row(this::usual);
        cells.set(column, cell.apply(preprocessing.inputs().get(column)));
        return cells;
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

    /** No category, though it begins with one; and 0, which no scale has to know. */
    private static String unknown(Input input) {
        return input instanceof Input.OfCategory category
                ? category.categories().get(category.categories().size() - 1) + "~"
                : "0";
    }

    private static String impossible(Input input) {
        return input instanceof Input.OfNumber number
                ? text(number, 2 * Input.OfNumber.MOST_DEVIATIONS)
                : unknown(input);
    }

    private String mixed(Input input) {
        int kind = random.nextInt(6);
        return kind == 0 ? missing(input) : kind == 1 ? strange(input) : usual(input);
    }

    private static String text(Input.OfNumber number, double deviations) {
        return Double.toString(number.mean() + deviations * number.deviation());
    }
}
