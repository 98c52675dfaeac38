package dev.crosscheck.using.export;

import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Reading;
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

    /** One cell in this many is odd: of a column with odd cells, and in the rows with several kinds of rare cells. */
    private static final int ODD = 5;

    private final List<String> missing = new ArrayList<>(List.of("", " "));
    private final SplittableRandom random = new SplittableRandom(SEED);

    private MadeUpRows(Preprocessing preprocessing) {
        missing.addAll(preprocessing.missing());
    }

    static List<List<String>> of(Preprocessing preprocessing) {
        return new MadeUpRows(preprocessing).rows(preprocessing.inputs());
    }

    private List<List<String>> rows(List<Input> inputs) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(inputs.stream().map(input -> "").toList());
        int ofAKind = Math.max(3, Math.min(MOST_OF_A_KIND, MOST_CELLS_OF_A_KIND / inputs.size()));
        List<Function<Input, String>> kinds = List.of(this::usual, this::missing, this::strange, this::impossible);
        for (int i = 0; i < ofAKind; i++) {
            Input odd = inputs.get(i % inputs.size());
            for (Function<Input, String> kind : kinds) {
                rows.add(inputs.stream()
                        .map(input -> input == odd ? kind.apply(input) : usual(input))
                        .toList());
            }
            rows.add(inputs.stream()
                    .map(input -> random.nextInt(ODD) > 0
                            ? usual(input)
                            : random.nextBoolean() ? missing(input) : strange(input))
                    .toList());
        }
        return rows;
    }

    private String usual(Input input) {
        return input.forgives() && random.nextInt(ODD) == 0 ? "oops" : cell(input, random.nextDouble());
    }

    private String cell(Input input, double share) {
        List<? extends Reading> forms = input.reading().forms();
        Reading form = forms.get(forms.size() == 1 ? 0 : random.nextInt(forms.size()));
        return form.write(input.encoding().number(share));
    }

    private String missing(Input input) {
        return missing.get(random.nextInt(missing.size()));
    }

    /** @return a number far from others, or a text that begins with a category but is none */
    private String strange(Input input) {
        List<String> texts = input.reading().texts();
        double share = (random.nextBoolean() ? 1 : -1) * Math.pow(10, LARGEST_POWER * random.nextDouble());
        return texts.isEmpty() ? cell(input, share) : texts.get(texts.size() - 1) + "~";
    }

    private String impossible(Input input) {
        return input.reading().texts().isEmpty() ? Double.toString(2 * Input.LARGEST) : strange(input);
    }
}
