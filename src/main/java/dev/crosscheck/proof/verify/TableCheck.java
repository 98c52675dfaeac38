package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Split;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.verify.TableWitness.Feature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a trainer is given of a table, every row and every feature of it, against what {@link TableWitness} makes of the files' text: which columns are
 * taken, the figures that they are scaled by, features, targets, and that the parts share out each row once.
 */
public final class TableCheck {
    /** Of its findings. */
    public static final String TITLE = "Table: what the trainer is given, every row";

    private static final int CHUNK = 4096;

    private final TableWitness witness;
    private final Subject subject;
    private final Comparison columns = new Comparison("features of each column, against the file's", Tolerances.EXACT);
    private final Comparison parts = new Comparison("parts that each row is in, against one", Tolerances.EXACT);
    private final Comparison figures =
            new Comparison("medians, means and deviations, against the training rows'", Tolerances.TABLE_FIGURE);
    private final Comparison features =
            new Comparison("features of every row, against the file's cells", Tolerances.TABLE_FEATURE);
    private final Comparison targets =
            new Comparison("targets of every row, against the file's cells", Tolerances.TABLE_FEATURE);

    /**
     * What is checked.
     *
     * @param preprocessing what was fitted on the rows to learn from
     * @param split which rows are in which part
     * @param parts what a trainer is given of each part, by its name, in the split's order: to learn from, to validate and to test on
     */
    record Subject(Preprocessing preprocessing, Split split, Map<String, Examples> parts) {}

    private TableCheck(TableWitness witness, Subject subject) {
        this.witness = witness;
        this.subject = subject;
    }

    /**
     * Checks the data of a run.
     *
     * @param files the table, then those to validate and to test on, where they are files of their own
     * @param source how they were to be read
     * @param learnt what the trainer is given to learn from
     * @param train rows to learn from, then those to validate on
     * @param test rows to test on
     */
    public static Findings findings(
            List<byte[]> files,
            TableSource source,
            Preprocessing preprocessing,
            Split split,
            Examples learnt,
            Examples train,
            Examples test) {
        Map<String, Examples> parts = new LinkedHashMap<>();
        parts.put("training", learnt);
        parts.put(
                "validation",
                train.select(IntStream.range(split.train().length, train.size()).toArray()));
        parts.put("test", test);
        return findings(files, source, new Subject(preprocessing, split, parts));
    }

    static Findings findings(List<byte[]> files, TableSource source, Subject subject) {
        return new TableCheck(new TableWitness(source, files), subject).findings();
    }

    private Findings findings() {
        Split split = subject.split();
        List<Feature> expected = witness.features(split.train());
        compareParts(split.train(), split.validation(), split.test());
        boolean same = compareColumns(expected);
        compareFigures(expected);
        boolean number = subject.preprocessing().target() instanceof Target.OfNumber;
        Feature toLearn = number ? witness.numberToLearn(split.train()) : null;
        if (subject.preprocessing().target() instanceof Target.OfNumber target) {
            addFigures(target.name(), toLearn, 0, target.mean(), target.deviation());
        }
        int[][] rows = {split.train(), split.validation(), split.test()};
        int part = 0;
        for (Map.Entry<String, Examples> entry : subject.parts().entrySet()) {
            int[] of = rows[part++];
            columns.add(
                    Comparison.NO_STEP,
                    entry.getKey() + " rows",
                    of.length,
                    entry.getValue().size());
            if (same && of.length == entry.getValue().size()) {
                for (int from = 0; from < of.length; from += CHUNK) {
                    int[] some = Arrays.copyOfRange(of, from, Math.min(of.length, from + CHUNK));
                    compareRows(entry.getKey(), entry.getValue(), from, some, expected, toLearn);
                }
            }
        }
        return new Findings(
                TITLE,
                String.format(
                        Locale.ROOT,
                        "%,d rows to learn from, %,d to validate and %,d to test on, read again from the file's text",
                        split.train().length,
                        split.validation().length,
                        split.test().length),
                List.of(columns.verdict(), parts.verdict(), figures.verdict(), features.verdict(), targets.verdict()),
                List.of());
    }

    private void compareParts(int[]... rows) {
        double[] found = new double[witness.size()];
        for (int[] part : rows) {
            for (int row : part) {
                found[row]++;
            }
        }
        double[] expected = IntStream.range(0, found.length)
                .mapToDouble(row -> witness.takesPart(row) ? 1 : 0)
                .toArray();
        parts.add(Comparison.NO_STEP, "row", expected, found);
    }

    /** @return whether they are the same, so that features can be compared one by one */
    private boolean compareColumns(List<Feature> expected) {
        List<String> names = new ArrayList<>();
        expected.forEach(feature -> names.addAll(feature.names()));
        List<String> found = subject.preprocessing().features();
        for (int i = 0; i < Math.max(names.size(), found.size()); i++) {
            String name = i < names.size() ? names.get(i) : found.get(i);
            columns.add(Comparison.NO_STEP, name, names.indexOf(name), found.indexOf(name));
        }
        return names.equals(found);
    }

    private void compareFigures(List<Feature> expected) {
        for (Input input : subject.preprocessing().inputs()) {
            if (input instanceof Input.OfNumber number) {
                expected.stream()
                        .filter(feature -> !feature.names().isEmpty()
                                && feature.names().get(0).equals(number.name()))
                        .findFirst()
                        .ifPresent(feature ->
                                addFigures(number.name(), feature, number.median(), number.mean(), number.deviation()));
            }
        }
    }

    /** In deviations, over a size that the rounding of their sums is in proportion to. */
    private void addFigures(String name, Feature right, double median, double mean, double deviation) {
        double unit = right.deviation() * size(right, Tolerances.TABLE_FIGURE.absolute());
        figures.add(Comparison.NO_STEP, "median of " + name, 0, (median - right.median()) / unit);
        figures.add(Comparison.NO_STEP, "mean of " + name, 0, (mean - right.mean()) / unit);
        figures.add(Comparison.NO_STEP, "deviation of " + name, 0, (deviation - right.deviation()) / unit);
    }

    /** A hundredth of a deviation is never allowed for rounding: sums of such numbers would be nothing to learn from. */
    private static double size(Feature feature, double tolerance) {
        return Math.max(1, Math.min(0.01, feature.rounding()) / tolerance);
    }

    private void compareRows(
            String part, Examples examples, int from, int[] rows, List<Feature> expected, Feature toLearn) {
        int[] order = IntStream.range(from, from + rows.length).toArray();
        float[] found = new float[rows.length * examples.features()];
        examples.features(order, 0, rows.length, found, 0);
        int at = 0;
        for (Feature feature : expected) {
            for (int place = 0; place < feature.names().size(); place++) {
                add(
                        features,
                        feature,
                        feature.names().get(place) + ", " + part + " rows from " + from,
                        witness.column(feature, place, rows),
                        column(found, at++, examples.features(), rows.length));
            }
        }
        float[] wanted = new float[rows.length * examples.outputs()];
        examples.targets(order, 0, rows.length, wanted);
        String name = "target, " + part + " rows from " + from;
        if (toLearn != null) {
            add(targets, toLearn, name, witness.column(toLearn, 0, rows), column(wanted, 0, 1, rows.length));
            return;
        }
        double[] classes = witness.classes(rows);
        for (int output = 0; output < examples.outputs(); output++) {
            int own = output;
            targets.add(
                    Comparison.NO_STEP,
                    name + ", output " + output,
                    examples.outputs() == 1
                            ? classes
                            : Arrays.stream(classes).map(c -> c == own ? 1 : 0).toArray(),
                    column(wanted, output, examples.outputs(), rows.length));
        }
    }

    private static void add(Comparison to, Feature feature, String name, double[] expected, double... found) {
        double size = size(feature, Tolerances.TABLE_FEATURE.absolute());
        to.add(
                Comparison.NO_STEP,
                name,
                Arrays.stream(expected).map(x -> x / size).toArray(),
                Arrays.stream(found).map(x -> x / size).toArray());
    }

    private static double[] column(float[] rows, int column, int width, int count) {
        return IntStream.range(0, count)
                .mapToDouble(row -> rows[row * width + column])
                .toArray();
    }
}
