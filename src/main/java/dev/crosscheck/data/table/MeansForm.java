package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import dev.crosscheck.OrNull;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A column of more texts than a network is given a feature of, and the mean of the target in the training rows with each text (Micci-Barreca 2001), which
 * is an input beside the frequent categories.
 *
 * @param rest the texts that share a feature; null if no text has one
 * @param texts the texts of which a mean is known, sorted
 * @param means one for a number and for two classes, of which it is the share of the second; otherwise one for each class
 */
public record MeansForm(@OrNull RestForm rest, List<String> texts, List<Means> means) implements CellForm {
    /** Texts of which a mean is kept. */
    static final int MOST_TEXTS = 10_000;

    /** With more classes, each text would have as many means. */
    static final int MOST_CLASSES = 10;

    /**
     * A mean of the target for each text.
     *
     * @param words what it is the mean of
     * @param otherwise the mean of all training rows, for a text of which no mean is known
     * @param values in the order of the texts
     */
    public record Means(String words, double otherwise, List<Double> values) implements Part {
        /** @throws Members.Unfit if a member is out of range */
        public Means {
            Members.plain("words", words, 1, CsvFile.LONGEST_NAME);
            Members.number("otherwise", otherwise, -Decimal.LARGEST, Decimal.LARGEST);
            values = List.copyOf(values);
            values.forEach(value -> Members.number("values", value, -Decimal.LARGEST, Decimal.LARGEST));
        }
    }

    /** @throws Members.Unfit if the texts are not sorted, or a mean does not have a value for each */
    public MeansForm {
        texts = List.copyOf(texts);
        means = List.copyOf(means);
        Input.checkTexts("texts", texts, 1, MOST_TEXTS);
        for (int i = 1; i < texts.size(); i++) {
            boolean rises = texts.get(i - 1).compareTo(texts.get(i)) < 0;
            Members.require("texts/" + i, rises, "sorted texts, each once", texts.get(i));
        }
        Members.size("means", means.size(), 1, MOST_CLASSES);
        for (Means mean : means) {
            Members.size("means/values", mean.values().size(), texts.size(), texts.size());
        }
        long names = means.stream().map(Means::words).distinct().count();
        Members.require("means", names == means.size(), "means of different things", names);
    }

    /**
     * @param known by the codes of the column's texts, of which a mean is kept
     * @param names of the means
     */
    static MeansForm of(
            RestForm rest, TextColumn column, boolean[] known, List<String> names, List<TargetMeans> means) {
        List<Integer> codes = IntStream.range(0, known.length)
                .filter(code -> known[code])
                .boxed()
                .sorted(Comparator.comparing(column.texts()::get))
                .toList();
        List<Means> kept = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            TargetMeans of = means.get(i);
            kept.add(new Means(
                    names.get(i), of.otherwise(), codes.stream().map(of::mean).toList()));
        }
        return new MeansForm(rest, codes.stream().map(column.texts()::get).toList(), kept);
    }

    @Override
    public List<Part> parts() {
        return List.copyOf(means);
    }

    @Override
    public Function<Part, ToDoubleFunction<String>> readers() {
        return part -> part instanceof Means mean
                ? cell -> {
                    int place = Collections.binarySearch(texts, cell);
                    return place < 0 ? mean.otherwise() : mean.values().get(place);
                }
                : Decimal::parse;
    }

    @Override
    public String words() {
        return (rest == null ? "" : rest.words() + "; ")
                + String.format(
                        Locale.ROOT,
                        "for each of %,d texts %s",
                        texts.size(),
                        means.size() == 1 ? "the " + means.get(0).words() : "the share of each class");
    }
}
