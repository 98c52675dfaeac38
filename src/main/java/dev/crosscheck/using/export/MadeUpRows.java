package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Makes rows that are rare in a table but that a user may send: with missing values, unknown categories, extreme numbers, and numbers that the
 * model rejects. The same preprocessing gives the same rows.
 */
final class MadeUpRows {
    /** Rows of each kind. With at most this many columns, each column is the only missing, unknown or extreme one in some row. */
    private static final int MOST_OF_A_KIND = 200;

    /** Limits the rows of tables with very many columns, since a cell's text takes about fifty bytes. */
    private static final int MOST_CELLS_OF_A_KIND = 200_000;

    private static final long SEED = 1;

    /** An extreme number is up to 10 to this power scales from the median. */
    private static final int LARGEST_POWER = 20;

    /** One cell in this many is odd, where a column has odd cells. */
    private static final int ODD = 5;

    private final Preprocessing preprocessing;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<String> missing = new ArrayList<>(List.of("", " "));
    private final List<List<String>> rows = new ArrayList<>();

    private MadeUpRows(Preprocessing preprocessing) {
        this.preprocessing = preprocessing;
        this.missing.addAll(preprocessing.missing());
    }

    static List<List<String>> of(Preprocessing preprocessing) {
        MadeUpRows made = new MadeUpRows(preprocessing);
        made.add();
        return made.rows;
    }

    private void add() {
        rows.add(row(input -> ""));
        rows.add(row(this::usual));
        rows.add(row(MadeUpRows::unknown));
        int columns = preprocessing.inputs().size();
        int ofAKind = Math.max(3, Math.min(MOST_OF_A_KIND, MOST_CELLS_OF_A_KIND / columns));
        for (int i = 0; i < ofAKind; i++) {
            int column = i % columns;
            rows.add(usualBut(column, this::missing));
            rows.add(usualBut(column, this::strange));
            rows.add(usualBut(column, MadeUpRows::impossible));
            rows.add(row(this::usual));
            rows.add(row(this::mixed));
        }
    }

    private List<String> row(Function<Input, String> cell) {
        return preprocessing.inputs().stream().map(cell).toList();
    }

    private List<String> usualBut(int column, Function<Input, String> cell) {
        Input other = preprocessing.inputs().get(column);
        return row(input -> input == other ? cell.apply(input) : usual(input));
    }

    private String usual(Input input) {
        return input.forgives() && random.nextInt(ODD) == 0 ? "oops" : cell(input, random.nextDouble());
    }

    private static String cell(Input input, double share) {
        return input.reading().write(input.encoding().number(share));
    }

    private String missing(Input input) {
        return missing.get(random.nextInt(missing.size()));
    }

    private String strange(Input input) {
        double share = (random.nextBoolean() ? 1 : -1) * Math.pow(10, LARGEST_POWER * random.nextDouble());
        return isText(input) ? unknown(input) : cell(input, share);
    }

    /** @return a text that begins with a category but is none; for numbers 0, which may be unusual for the column */
    private static String unknown(Input input) {
        List<String> texts = input.reading().texts();
        return isText(input) ? texts.get(texts.size() - 1) + "~" : "0";
    }

    private static boolean isText(Input input) {
        return !input.reading().texts().isEmpty();
    }

    private static String impossible(Input input) {
        return isText(input) ? unknown(input) : Double.toString(2 * Input.LARGEST);
    }

    private String mixed(Input input) {
        int kind = random.nextInt(6);
        return kind == 0 ? missing(input) : kind == 1 ? strange(input) : usual(input);
    }
}
