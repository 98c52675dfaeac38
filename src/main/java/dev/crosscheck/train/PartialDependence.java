package dev.crosscheck.train;

import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Partial dependence (Friedman, 2001): a network's mean answer over rows that were not trained on, if a column had one and the same value in
 * all of them. Where columns depend on each other, such rows may not exist.
 *
 * @param column the column's name
 * @param values the column's values: numbers, or names of categories
 * @param numbers the same as numbers; empty for categories
 * @param means the mean answer at each value: the target's number by its name, or a probability by the class's name
 */
public record PartialDependence(
        String column, List<String> values, List<Double> numbers, Map<String, List<Double>> means) {
    private static final int COLUMNS = 3;
    private static final int POINTS = 20;
    private static final int MOST_CATEGORIES = 20;
    private static final int MOST_CLASSES = 6;
    private static final int MOST_ROWS = 300;

    /** Limit on the number of multiplications: about a second on one core. */
    private static final long MOST_PRODUCTS = 1_000_000_000L;

    /**
     * Of the most important columns that are a single input each, unlike dates and the words of texts.
     *
     * @param model a network for the table, with its decision and the importance of columns
     * @param validation number of rows at the end of the training part that were not trained on; without any, the test rows are used
     * @return the most important column first; empty if the importance is unknown or it would take too long
     */
    public static List<PartialDependence> of(Model model, TableData data, int validation) {
        TableExamples part = validation > 0 ? data.train() : data.test();
        int first = validation > 0 ? part.size() - validation : 0;
        long affordable =
                MOST_PRODUCTS / ((long) COLUMNS * POINTS * model.network().parameterCount());
        int count = (int) Math.min(Math.min(MOST_ROWS, affordable), part.size() - first);
        if (model.importance() == null || count == 0) {
            return List.of();
        }
        int there = part.size() - first;
        TableExamples rows = part.select(IntStream.range(0, count)
                .map(i -> first + (int) ((long) i * there / count))
                .toArray());
        float[] features = new float[Math.multiplyExact(count, rows.features())];
        rows.features(IntStream.range(0, count).toArray(), 0, count, features, 0);
        Set<String> single = model.table().inputs().stream().map(Input::name).collect(Collectors.toSet());
        List<PartialDependence> found = new ArrayList<>();
        for (Importance.Column column : model.importance().byRise()) {
            if (found.size() < COLUMNS && column.rise() > 0 && single.contains(column.name())) {
                found.add(of(model, column, features));
            }
        }
        return found;
    }

    private static PartialDependence of(Model model, Importance.Column column, float... features) {
        List<Input> inputs = model.table().inputs();
        int at = 0;
        Input input = inputs.get(0);
        for (int i = 0; !input.name().equals(column.name()); i++) {
            at += input.width();
            input = inputs.get(i + 1);
        }
        List<String> values = new ArrayList<>();
        List<Double> numbers = new ArrayList<>();
        List<Float> cells = new ArrayList<>();
        if (input instanceof Input.OfNumber number) {
            double low = number.low();
            double high = number.high();
            for (int i = 0; i < POINTS; i++) {
                double value = low + (high - low) * i / (POINTS - 1);
                numbers.add(value);
                values.add(Double.toString(value));
                cells.add((float) number.scaled(value));
            }
        } else {
            List<String> categories = ((Input.OfCategory) input).categories();
            for (int i = 0; i < Math.min(MOST_CATEGORIES, categories.size()); i++) {
                values.add(categories.get(i));
                cells.add((float) i);
            }
        }
        Map<String, List<Double>> means = new LinkedHashMap<>();
        for (float cell : cells) {
            add(means, model, answers(model, input, at, cell, features));
        }
        return new PartialDependence(column.name(), values, numbers, means);
    }

    /** @return the mean outputs if all rows had this cell */
    private static double[] answers(Model model, Input input, int at, float cell, float... features) {
        int width = model.table().width();
        float[] changed = features.clone();
        int rows = features.length / width;
        for (int row = 0; row < rows; row++) {
            Arrays.fill(changed, row * width + at, row * width + at + input.width(), 0);
            input.write(cell, changed, row * width + at);
        }
        Matrix outputs = model.answer(Matrix.widened(rows, changed));
        double[] means = outputs.columnSums().data();
        return Arrays.stream(means).map(sum -> sum / rows).toArray();
    }

    private static void add(Map<String, List<Double>> means, Model model, double... outputs) {
        if (model.table().target() instanceof Target.OfNumber number) {
            add(means, number.name(), number.value(outputs[0]));
            return;
        }
        List<String> labels = ((Target.OfClasses) model.table().target()).labels();
        if (labels.size() == 2) {
            int positive = model.decision().positive() == null
                    ? 1
                    : model.decision().positive().label();
            double second = outputs.length == 1 ? outputs[0] : outputs[1];
            add(means, labels.get(positive), positive == 1 ? second : 1 - second);
            return;
        }
        for (int c = 0; c < Math.min(MOST_CLASSES, labels.size()); c++) {
            add(means, labels.get(c), outputs[c]);
        }
    }

    private static void add(Map<String, List<Double>> means, String name, double value) {
        means.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
}
