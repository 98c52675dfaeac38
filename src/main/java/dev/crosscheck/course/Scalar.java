package dev.crosscheck.course;

import java.util.ArrayList;
import java.util.List;

/** A number that remembers what it was computed from, so that {@link #backward} finds its slope with respect to each of those: reverse mode. */
public final class Scalar {
    public final double value;
    public double gradient; // of the number whose backward() was called last
    private final List<Scalar> inputs;
    private final double[] slopes; // of this number, with respect to each input

    public Scalar(double value) {
        this(value, List.of());
    }

    private Scalar(double value, List<Scalar> inputs, double... slopes) {
        this.value = value;
        this.inputs = inputs;
        this.slopes = slopes;
    }

    public Scalar plus(Scalar other) {
        return new Scalar(value + other.value, List.of(this, other), 1, 1);
    }

    public Scalar times(Scalar other) {
        return new Scalar(value * other.value, List.of(this, other), other.value, value);
    }

    public Scalar exp() {
        return new Scalar(Math.exp(value), List.of(this), Math.exp(value));
    }

    public Scalar log() {
        return new Scalar(Math.log(value), List.of(this), 1 / value);
    }

    /** Goes back to all that this number came from. Each gives its gradient to its inputs, times the slope; an input adds what arrives. */
    public void backward() {
        List<Scalar> order = new ArrayList<>();
        collect(order);
        order.forEach(each -> each.gradient = each == this ? 1 : 0);
        for (int k = order.size() - 1; k >= 0; k--) {
            Scalar each = order.get(k);
            for (int i = 0; i < each.slopes.length; i++) {
                each.inputs.get(i).gradient += each.gradient * each.slopes[i];
            }
        }
    }

    private void collect(List<Scalar> order) {
        if (!order.contains(this)) {
            inputs.forEach(input -> input.collect(order));
            order.add(this); // after its inputs
        }
    }
}
