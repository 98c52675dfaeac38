package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;

/** Computes the values of an {@link Expression}: one step for each of its parts, which all have a place in an array. Thread-safe. */
final class Features {
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
        result = expression.fold(this::place);
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

    /** @return the place of a part, given those of its own parts */
    private Place place(Expression part, List<Place> from) {
        if (part instanceof Expression.Cell) {
            return new Place(0, part.width());
        }
        Place place = new Place(before.length, part.width());
        before = Arrays.copyOf(before, before.length + place.width());
        if (part instanceof Expression.Constant constant) {
            before[place.first()] = constant.value();
        } else if (part instanceof Expression.Count) {
            for (int i = 0; i < place.width(); i++) {
                before[place.of(i)] = i;
            }
        } else if (part instanceof Expression.Apply apply) {
            DoubleBinaryOperator f = apply.function().value();
            Place left = from.get(0);
            Place right = from.get(from.size() - 1);
            steps.add(memory -> {
                for (int i = 0; i < place.width(); i++) {
                    memory[place.first() + i] = f.applyAsDouble(memory[left.of(i)], memory[right.of(i)]);
                }
            });
        } else if (part instanceof Expression.Choose) {
            steps.add(memory -> {
                for (int i = 0; i < place.width(); i++) {
                    boolean holds = memory[from.get(0).of(i)] != 0;
                    memory[place.first() + i] = memory[from.get(holds ? 1 : 2).of(i)];
                }
            });
        } else {
            int next = place.first();
            for (Place value : from) {
                int to = next;
                steps.add(memory -> System.arraycopy(memory, value.first(), memory, to, value.width()));
                next += value.width();
            }
        }
        return place;
    }
}
