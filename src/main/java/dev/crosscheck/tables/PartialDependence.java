package dev.crosscheck.tables;

import dev.crosscheck.data.table.DateForm;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.MeansForm;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.RawInput;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Partial dependence (Friedman, 2001): a network's mean answer over rows that were not trained on, if a column had one and the same value in
 * all of them. Where columns depend on each other, such rows may not exist.
 *
 * @param column the column's name
 * @param values the column's values: numbers, names of categories, or dates
 * @param numbers the same as numbers; empty for categories and dates
 * @param means the mean answer at each value: the target's number by its name, or a probability by the class's name
 */
public record PartialDependence(
        String column, List<String> values, List<Double> numbers, Map<String, List<Double>> means) {
    private static final int SECONDS_PER_DAY = 86_400;
    private static final int COLUMNS = 3;
    private static final int POINTS = 20;
    private static final int MOST_CATEGORIES = 20;
    private static final int MOST_CLASSES = 6;
    private static final int MOST_ROWS = 300;

    /** Limit on the number of multiplications: about a second on one core. */
    private static final long MOST_PRODUCTS = 1_000_000_000L;

    /**
     * Of the most important columns, except for texts of which the words are counted.
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
        Importance importance = TablePreparation.of(model.preparation()).importance();
        if (importance == null || count == 0) {
            return List.of();
        }
        int there = part.size() - first;
        TableExamples rows = part.select(IntStream.range(0, count)
                .map(i -> first + (int) ((long) i * there / count))
                .toArray());
        float[] features = new float[Math.multiplyExact(count, rows.features())];
        rows.features(IntStream.range(0, count).toArray(), 0, count, features, 0);
        List<PartialDependence> found = new ArrayList<>();
        for (Importance.Column column : importance.byRise()) {
            if (found.size() < COLUMNS && column.rise() > 0) {
                of(model, column.name(), features).ifPresent(found::add);
            }
        }
        return found;
    }

    /** An input that is made of a column, and the index of its first feature. */
    private record Place(Input input, RawInput raw, int at) {}

    /** @return nothing for the words of a text, and for a text of which there are only means of several classes */
    private static Optional<PartialDependence> of(Model model, String column, float... features) {
        List<Place> places = places(model, column);
        Place first = places.get(0);
        List<String> values = new ArrayList<>();
        List<Double> numbers = new ArrayList<>();
        Map<String, List<Double>> means = new LinkedHashMap<>();
        if (first.raw().form() instanceof DateForm dates) {
            for (double seconds : midnights(places)) {
                values.add(dates.write(seconds));
                add(means, model, answers(model, places, place -> cell(place, seconds), features));
            }
        } else if (first.raw().part() != null
                && !(first.raw().part() instanceof MeansForm.Means && places.size() == 1)) {
            return Optional.empty();
        } else if (first.input() instanceof Input.OfNumber number) {
            for (double value : points(number)) {
                numbers.add(value);
                values.add(Double.toString(value));
                add(means, model, answers(model, places, place -> (float) number.scaled(value), features));
            }
        } else {
            List<String> categories = ((Input.OfCategory) first.input()).categories();
            for (int i = 0; i < Math.min(MOST_CATEGORIES, categories.size()); i++) {
                String category = categories.get(i);
                values.add(category);
                add(means, model, answers(model, places, place -> cell(place, category), features));
            }
        }
        String name = numbers.isEmpty() ? column : first.input().name();
        return values.isEmpty() ? Optional.empty() : Optional.of(new PartialDependence(name, values, numbers, means));
    }

    private static List<Place> places(Model model, String column) {
        List<Place> places = new ArrayList<>();
        Preprocessing preprocessing = TablePreparation.of(model.preparation()).preprocessing();
        List<RawInput> raw = preprocessing.rawInputs();
        int at = 0;
        for (int i = 0; i < raw.size(); i++) {
            Input input = preprocessing.inputs().get(i);
            if (raw.get(i).column().equals(column)) {
                places.add(new Place(input, raw.get(i), at));
            }
            at += input.width();
        }
        return places;
    }

    private static double[] points(Input.OfNumber number) {
        double low = number.low();
        double high = number.high();
        return IntStream.range(0, POINTS)
                .mapToDouble(i -> low + (high - low) * i / (POINTS - 1))
                .toArray();
    }

    /** @return times at which days begin, in seconds since 1970, in the range of a column of dates; none if it is a single day */
    private static double[] midnights(List<Place> places) {
        return places.stream()
                .filter(place -> place.raw().part() == DateForm.Part.DAYS)
                .flatMapToDouble(place -> Arrays.stream(points((Input.OfNumber) place.input())))
                .map(Math::rint)
                .distinct()
                .map(day -> day * SECONDS_PER_DAY)
                .toArray();
    }

    private static float cell(Place place, double seconds) {
        return (float) ((Input.OfNumber) place.input())
                .scaled(((DateForm.Part) place.raw().part()).value(seconds));
    }

    /** @return the index of a category, or the mean of the target in rows with it */
    private static float cell(Place place, String category) {
        return place.input() instanceof Input.OfNumber number
                ? (float) number.scaled(place.raw().number(category))
                : ((Input.OfCategory) place.input()).categories().indexOf(category);
    }

    /** @return the mean outputs if all rows had these cells */
    private static double[] answers(Model model, List<Place> places, Function<Place, Float> cell, float... features) {
        int width = model.spec().inputs();
        float[] changed = features.clone();
        int rows = features.length / width;
        for (Place place : places) {
            float same = cell.apply(place);
            for (int row = 0; row < rows; row++) {
                int from = row * width + place.at();
                Arrays.fill(changed, from, from + place.input().width(), 0);
                place.input().write(same, changed, from);
            }
        }
        Matrix outputs = model.answer(Matrix.widened(rows, changed));
        double[] means = outputs.columnSums().data();
        return Arrays.stream(means).map(sum -> sum / rows).toArray();
    }

    private static void add(Map<String, List<Double>> means, Model model, double... outputs) {
        TablePreparation table = TablePreparation.of(model.preparation());
        if (table.target() instanceof Target.OfNumber number) {
            add(means, number.name(), number.value(outputs[0]));
            return;
        }
        List<String> labels = ((Target.OfClasses) table.target()).labels();
        if (labels.size() == 2) {
            Decision.Positive chosen = table.decided().positive();
            int positive = chosen == null ? 1 : chosen.label();
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
