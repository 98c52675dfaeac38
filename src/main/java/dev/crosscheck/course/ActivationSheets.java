package dev.crosscheck.course;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.showing.plot.CombinedSheet;
import dev.crosscheck.showing.plot.CombinedSheet.Curve;
import dev.crosscheck.showing.plot.CombinedSheet.Panel;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The charts of course section 2: activations and their derivatives. */
public final class ActivationSheets {
    private static final int POINTS = 100;

    private ActivationSheets() {}

    /**
     * @return sigmoid, ReLU and tanh over [-5, 5], and the three outputs of softmax while one of its inputs goes over [-5, 5] and the others
     *     stay
     */
    public static CombinedSheet functions() {
        double[] x = Points.between(-5, 5, POINTS);
        return new CombinedSheet(
                "Activations",
                2,
                List.of(
                        panel("sigmoid", value(Elementwise.SIGMOID, x)),
                        panel("ReLU", value(Elementwise.RELU, x)),
                        panel("tanh", value(Elementwise.TANH, x)),
                        panel("softmax of (x, 0, 1)", output(0, x), output(1, x), output(2, x))));
    }

    private static Curve output(int index, double[] x) {
        return new Curve(
                "output " + (index + 1),
                x,
                first -> Softmax.SOFTMAX.forward(Matrix.rowOf(first, 0, 1)).get(0, index));
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

    private static Curve value(Elementwise activation, double[] x) {
        return new Curve("f(x)", x, activation::value);
    }

    /** Where the slope jumps, the curve ends with the slope on the left, has a gap, and begins anew with the slope on the right. */
    private static Curve slope(Elementwise activation, double[] x) {
        DoubleUnaryOperator slope = z -> activation.derivative(z, activation.value(z));
        DoubleStream.Builder points = DoubleStream.builder();
        DoubleStream.Builder slopes = DoubleStream.builder();
        double before = x[0];
        for (double z : x) {
            for (double kink : activation.kinks()) {
                if (before < kink && kink < z) {
                    for (double there :
                            new double[] {slope.applyAsDouble(kink), Double.NaN, slope.applyAsDouble(Math.nextUp(kink))
                            }) {
                        points.add(kink);
                        slopes.add(there);
                    }
                }
            }
            points.add(z);
            slopes.add(slope.applyAsDouble(z));
            before = z;
        }
        return new Curve("f'(x)", points.build().toArray(), slopes.build().toArray());
    }
}
