package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;

/** Computes the values of an {@link Expression}: one step for each of its parts, which all have a place in an array. Thread-safe. */
final class Features implements Expression.Fold<Features.Place> {
    /** Of a part's value: its first index, and its number of columns. */
    record Place(int first, int width) {
        int of(int column) {
            return width == 1 ? first : first + column;
        }
    }

    private final List<Consumer<double[]>> steps = new ArrayList<>();

    /** Before the first step: constants, and 0 for all else. */
    private double[] before;

    private final Place result;

    /** @param numbers of a cell */
    Features(Expression expression, int numbers) {
        before = new double[numbers];
        result = expression.fold(this);
    }

    int width() {
        return result.width();
    }

    /** Writes the features of a cell, given by its numbers. */
    void write(double[] cell, float[] into, int at) {
        double[] values = values(cell);
        for (int i = 0; i < values.length; i++) {
            into[at + i] = (float) values[i];
        }
    }

    /** @return the features of a cell, given by its numbers */
    double[] values(double... cell) {
        double[] memory = before.clone();
        System.arraycopy(cell, 0, memory, 0, cell.length);
        for (Consumer<double[]> step : steps) {
            step.accept(memory);
        }
        return Arrays.copyOfRange(memory, result.first(), result.first() + result.width());
    }

    private Place place(int width) {
        Place place = new Place(before.length, width);
        before = Arrays.copyOf(before, before.length + width);
        return place;
    }

    @Override
    public Place cell(Expression.Cell cell) {
        return new Place(0, cell.width());
    }

    @Override
    public Place constant(Expression.Constant constant) {
        Place place = place(1);
        before[place.first()] = constant.value();
        return place;
    }

    @Override
    public Place count(Expression.Count count) {
        Place place = place(count.width());
        for (int i = 0; i < count.width(); i++) {
            before[place.of(i)] = i;
        }
        return place;
    }

    @Override
    public Place apply(Expression.Apply apply, Place left, Place right) {
        Place place = place(apply.width());
        DoubleBinaryOperator f = apply.function().value();
        steps.add(memory -> {
            for (int i = 0; i < place.width(); i++) {
                memory[place.first() + i] = f.applyAsDouble(memory[left.of(i)], memory[right.of(i)]);
            }
        });
        return place;
    }

    @Override
    public Place choose(Expression.Choose choose, Place condition, Place then, Place otherwise) {
        Place place = place(choose.width());
        steps.add(memory -> {
            for (int i = 0; i < place.width(); i++) {
                memory[place.first() + i] = memory[(memory[condition.of(i)] != 0 ? then : otherwise).of(i)];
            }
        });
        return place;
    }

    @Override
    public Place row(Expression.Row row, List<Place> parts) {
        Place place = place(row.width());
        int next = place.first();
        for (Place part : parts) {
            int to = next;
            steps.add(memory -> System.arraycopy(memory, part.first(), memory, to, part.width()));
            next += part.width();
        }
        return place;
    }
}
