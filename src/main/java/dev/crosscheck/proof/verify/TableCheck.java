package dev.crosscheck.proof.verify;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Split;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.verify.TableWitness.Feature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares the examples that a trainer receives from a table, every feature of every row, with those that {@link TableWitness} derives from the text of
 * the files: the columns used, the statistics for scaling, features, targets, and that each row is in exactly one part.
 */
public final class TableCheck {
    /** The title of the findings. */
    public static final String TITLE = "Table: what the trainer is given, every row";

    private static final int CHUNK = 4096;

    /** The smallest class for which the stratification of the split is checked. */
    private static final int LEAST_ROWS = 20;

    /** The number of rows of each part that are also read one by one. */
    private static final int ASKED = 200;

    private final TableWitness witness;
    private final Subject subject;
    private final Comparisons all = new Comparisons();
    private final Comparison columns = all.of("features of each column, against the file's", Tolerances.EXACT);
    private final Comparison parts = all.of("parts that each row is in, against one", Tolerances.EXACT);
    private final Comparison shares;
    private final Comparison figures;
    private final Comparison features;
    private final Comparison targets;
    private final Comparison asked;

    /**
     * The data to check.
     *
     * @param preprocessing the preprocessing fitted on the training rows
     * @param split the rows of each part
     * @param parts the examples of each part by its name, in the order training, validation, test
     */
    record Subject(Preprocessing preprocessing, Split split, Map<String, Examples> parts) {}

    private TableCheck(TableWitness witness, Subject subject) {
        this.witness = witness;
        this.subject = subject;
        // Rows that come in files of their own are not shared out.
        Comparisons sharing = witness.sharesOut() ? all : new Comparisons();
        shares = sharing.of("rows of each part and class, by definition", Tolerances.EXACT);
        figures = all.of("medians and scales, against the training rows'", Tolerances.TABLE_FIGURE);
        features = all.of("features of every row, against the file's cells", Tolerances.TABLE_FEATURE);
        targets = all.of("targets of every row, against the file's cells", Tolerances.TABLE_FEATURE);
        asked = all.of("rows that are asked about one by one, against the file's cells", Tolerances.TABLE_FEATURE);
    }

    /**
     * Checks the data of a run.
     *
     * @param files the table, then the files of validation and test rows if these are separate files
     * @param source how to read them
     * @param preprocessing the preprocessing fitted on the training rows
     * @param split the rows of each part
     * @param learnt the examples that the trainer receives
     * @param train the training rows, then the validation rows
     * @param test the test rows
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
        return new TableCheck(
                        new TableWitness(
                                source,
                                files,
                                subject.preprocessing().forms(),
                                subject.preprocessing().target() instanceof Target.OfNumber),
                        subject)
                .findings();
    }

    private Findings findings() {
        Split split = subject.split();
        List<Feature> expected = witness.features(split.train());
        compareParts(split.train(), split.validation(), split.test());
        compareShares(split);
        boolean same = compareColumns(expected);
        compareFigures(expected);
        boolean number = subject.preprocessing().target() instanceof Target.OfNumber;
        Feature toLearn = number ? witness.numberToLearn(split.train()) : null;
        if (subject.preprocessing().target() instanceof Target.OfNumber target) {
            addFigures(target.name(), toLearn, target.mean(), target.deviation());
            double unit = toLearn.scale() * size(toLearn, Tolerances.TABLE_FIGURE.absolute());
            for (double answer : new double[] {-2, 0, 1.5}) {
                double right = toLearn.centre() + answer * toLearn.scale();
                figures.add("an answer's value", 0, (target.value(answer) - right) / unit);
            }
            subject.parts()
                    .forEach((part, examples) ->
                            figures.add("unit, " + part, 0, (examples.unit() - toLearn.scale()) / unit));
        }
        int[][] rows = {split.train(), split.validation(), split.test()};
        int part = 0;
        for (Map.Entry<String, Examples> entry : subject.parts().entrySet()) {
            int[] of = rows[part++];
            columns.add(entry.getKey() + " rows", of.length, entry.getValue().size());
            if (same && of.length == entry.getValue().size()) {
                for (int from = 0; from < of.length; from += CHUNK) {
                    int[] some = Arrays.copyOfRange(of, from, Math.min(of.length, from + CHUNK));
                    compareRows(entry.getKey(), entry.getValue(), from, some, expected, toLearn);
                }
                if (of.length > 0) {
                    compareAsked(entry.getKey(), Arrays.copyOf(of, Math.min(of.length, ASKED)), expected);
                }
            }
        }
        return all.findings(
                TITLE,
                String.format(
                        Locale.ROOT,
                        "%,d rows to learn from, %,d to validate and %,d to test on, read again from the file's text",
                        split.train().length,
                        split.validation().length,
                        split.test().length));
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
        parts.add("row", expected, found);
    }

    /** Checks the number of rows of each part, and the stratification by classes or the separation of groups. */
    private void compareShares(Split split) {
        if (!witness.sharesOut()) {
            return;
        }
        int[] all = Stream.of(split.train(), split.validation(), split.test())
                .flatMapToInt(Arrays::stream)
                .toArray();
        int wanted = (int) witness.tests(all.length);
        List<String> groups = witness.groups(all);
        if (groups != null) {
            compareGroups(split, wanted);
        } else {
            shares.add("rows to test on", wanted, split.test().length);
            if (subject.preprocessing().target() instanceof Target.OfClasses) {
                compareClasses(split.test(), all);
                compareClasses(split.validation(), all);
            }
        }
    }

    /** Each class must have its share of a part, rounded up or down. With rare classes, which keep a training row, this is not checked. */
    private void compareClasses(int[] part, int... all) {
        double[] ofAll = witness.classes(all);
        double[] ofPart = witness.classes(part);
        double[] known = Arrays.stream(ofAll).distinct().toArray();
        if (Arrays.stream(known).anyMatch(c -> count(ofAll, c) < LEAST_ROWS)) {
            return;
        }
        for (double c : known) {
            double right = part.length * count(ofAll, c) / all.length;
            boolean near = Math.abs(count(ofPart, c) - right) < 1;
            shares.require("share of class " + c + " among " + part.length, near);
        }
        double[] rests = Arrays.stream(known)
                .map(c -> part.length * count(ofAll, c) / all.length % 1)
                .toArray();
        for (int i = 0; i < known.length; i++) {
            for (int j = 0; j < known.length; j++) {
                boolean up = count(ofPart, known[i]) > part.length * count(ofAll, known[i]) / all.length;
                boolean down = count(ofPart, known[j]) < part.length * count(ofAll, known[j]) / all.length;
                boolean wrong = up && down && rests[i] < rests[j] - 1e-9;
                shares.add("rounded up by the largest remainder", 0, wrong ? 1 : 0);
            }
        }
    }

    private static double count(double[] values, double value) {
        return Arrays.stream(values).filter(own -> own == value).count();
    }

    private void compareGroups(Split split, int wanted) {
        List<Set<String>> found = new ArrayList<>();
        for (int[] part : new int[][] {split.train(), split.validation(), split.test()}) {
            found.add(new HashSet<>(witness.groups(part)));
        }
        for (int one = 0; one < found.size(); one++) {
            for (int other = 0; other < one; other++) {
                boolean apart = Collections.disjoint(found.get(one), found.get(other));
                shares.require("groups in one part", apart);
            }
        }
        boolean near = found.get(2).size() == 1 || Math.abs(split.test().length - wanted) < wanted;
        shares.require("rows to test on, by groups", near);
    }

    /** @return whether the features are the same, so that their values can be compared */
    private boolean compareColumns(List<Feature> expected) {
        List<String> names = new ArrayList<>();
        expected.forEach(feature -> names.addAll(feature.names()));
        List<String> found = subject.preprocessing().features();
        for (int i = 0; i < Math.max(names.size(), found.size()); i++) {
            String name = i < names.size() ? names.get(i) : found.get(i);
            columns.add(name, names.indexOf(name), found.indexOf(name));
        }
        return names.equals(found);
    }

    private void compareFigures(List<Feature> expected) {
        for (Input input : subject.preprocessing().inputs()) {
            if (input instanceof Input.OfNumber number) {
                expected.stream()
                        .filter(feature -> !feature.names().isEmpty()
                                && witness.name(feature).equals(number.name()))
                        .findFirst()
                        .ifPresent(feature -> addFigures(number.name(), feature, number.median(), number.scale()));
            }
        }
    }

    /** Compares a centre and a scale in scales, divided by a size proportional to their rounding. */
    private void addFigures(String name, Feature right, double centre, double scale) {
        double unit = right.scale() * size(right, Tolerances.TABLE_FIGURE.absolute());
        figures.add("centre of " + name, 0, (centre - right.centre()) / unit);
        figures.add("scale of " + name, 0, (scale - right.scale()) / unit);
    }

    /** @return the size for a feature; the resulting tolerance is at most a hundredth of a scale, as a feature with more rounding would be useless */
    private static double size(Feature feature, double tolerance) {
        return Math.max(1, Math.min(0.01, feature.rounding()) / tolerance);
    }

    private void compareRows(
            String part, Examples examples, int from, int[] some, List<Feature> expected, Feature toLearn) {
        int last = from + some.length - 1; // backwards, to use an order other than the data's
        int[] order = IntStream.range(0, some.length).map(i -> last - i).toArray();
        int[] rows = IntStream.range(0, some.length)
                .map(i -> some[some.length - 1 - i])
                .toArray();
        float[] found = new float[rows.length * examples.features()];
        examples.features(order, 0, rows.length, found, 0);
        compareFeatures(features, true, expected, part + " rows from " + from, rows, found);
        float[] wanted = new float[rows.length * examples.outputs()];
        examples.targets(order, 0, rows.length, wanted);
        String name = "target, " + part + " rows from " + from;
        if (toLearn != null) {
            add(targets, toLearn, name, witness.column(toLearn, 0, true, rows), column(wanted, 0, 1, rows.length));
            return;
        }
        double[] classes = witness.classes(rows);
        for (int output = 0; output < examples.outputs(); output++) {
            int own = output;
            targets.add(
                    name + ", output " + output,
                    examples.outputs() == 1
                            ? classes
                            : Arrays.stream(classes).map(c -> c == own ? 1 : 0).toArray(),
                    column(wanted, output, examples.outputs(), rows.length));
        }
    }

    /** Checks single rows, which {@code predict} and {@code serve} read in another way. */
    private void compareAsked(String part, int[] rows, List<Feature> expected) {
        int width = subject.preprocessing().width();
        float[] found = new float[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            subject.preprocessing().features(witness.cells(rows[i]), found, i * width);
        }
        compareFeatures(asked, false, expected, part + " rows", rows, found);
    }

    private void compareFeatures(
            Comparison to, boolean training, List<Feature> expected, String where, int[] rows, float... found) {
        int width = found.length / rows.length;
        int at = 0;
        for (Feature feature : expected) {
            for (int place = 0; place < feature.names().size(); place++) {
                add(
                        to,
                        feature,
                        feature.names().get(place) + ", " + where,
                        witness.column(feature, place, training, rows),
                        column(found, at++, width, rows.length));
            }
        }
    }

    private static void add(Comparison to, Feature feature, String name, double[] expected, double... found) {
        double size = size(feature, Tolerances.TABLE_FEATURE.absolute());
        to.add(
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
