package dev.crosscheck.course;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.showing.plot.CombinedSheet;
import dev.crosscheck.showing.plot.CombinedSheet.Curve;
import dev.crosscheck.showing.plot.CombinedSheet.Panel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The charts of course section 2: activations and their derivatives. */
public final class ActivationSheets {
    private static final int POINTS = 100;

    private ActivationSheets() {}

    /** @return sigmoid, ReLU, tanh and softmax over [-5, 5]; softmax takes the 100 points as one row */
    public static CombinedSheet functions() {
        double[] x = Points.between(-5, 5, POINTS);
        return new CombinedSheet(
                "Activations",
                2,
                List.of(
                        panel("sigmoid", value(Elementwise.SIGMOID, x)),
                        panel("ReLU", value(Elementwise.RELU, x)),
                        panel("tanh", value(Elementwise.TANH, x)),
                        panel("softmax of the 100 points", value(Softmax.SOFTMAX, x))));
    }

    /** @return the derivatives of sigmoid, ReLU and tanh over [-3, 3] */
    public static CombinedSheet derivatives() {
        double[] x = Points.between(-3, 3, POINTS);
        return new CombinedSheet(
                "Derivatives",
                3,
                List.of(
                        panel("sigmoid'", slope(Elementwise.SIGMOID, x)),
                        panel("ReLU'", slope(Elementwise.RELU, x)),
                        panel("tanh'", slope(Elementwise.TANH, x))));
    }

    /** @return the remaining activations over [-5, 5], each with its derivative */
    public static CombinedSheet variants() {
        double[] x = Points.between(-5, 5, POINTS);
        return new CombinedSheet(
                "Variants, each with its derivative",
                3,
                Stream.of(Elementwise.values())
                        .skip(3)
                        .map(activation -> panel(activation.label(), value(activation, x), slope(activation, x)))
                        .toList());
    }

    private static Panel panel(String title, Curve... curves) {
        return new Panel(title, "x", "", List.of(curves));
    }

    private static Curve value(Activation activation, double[] x) {
        return new Curve("f(x)", x, activation.forward(Matrix.rowOf(x)).data());
    }

    private static Curve slope(Elementwise activation, double[] x) {
        return new Curve(
                "f'(x)",
                x,
                Arrays.stream(x)
                        .map(z -> activation.derivative(z, activation.value(z)))
                        .toArray());
    }
}
