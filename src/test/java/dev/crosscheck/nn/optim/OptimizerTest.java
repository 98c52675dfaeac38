package dev.crosscheck.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Adam.Epsilon;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Optimizers against steps done on paper. */
class OptimizerTest {
    private static void step(Optimizer optimizer, Matrix theta, double... gradient) {
        optimizer.updateInPlace(List.of(theta), List.of(Matrix.rowOf(gradient)));
    }

    private static Arguments row(String name, Optimizer optimizer, double start, double[] gradients, double... after) {
        return Arguments.of(name, optimizer, start, gradients, after);
    }

    private static double[] g(double... gradients) {
        return gradients;
    }

    static Stream<Arguments> paper() {
        double root = Math.sqrt(2);
        double first = 10 - 2.0 / 3; // 1/½ / (√(2/½) + 1)
        double second = first - 10.0 / 3 / (Math.sqrt(12) + 1); // 2½/¾ / (√(9/¾) + 1)
        double rawFirst = 10 - root / (root + 1); // √½/½ · 1/(√2 + 1)
        double rawSecond = rawFirst - 2.5 / 4 / Math.sqrt(0.75); // √¾/¾ · 2½/(3 + 1)
        double small = Math.sqrt(0.001);
        return Stream.of(
                row("subtracts", new Sgd(0.5), 1, g(4, -2), -1, 0),
                row("v is 4, 4, 2", new Momentum(0.5, 0.5), 10, g(4, 2, 0), 8, 6, 5),
                row("no momentum", new Momentum(0.5, 0), 1, g(4, 2), -1, -2),
                // β1 = β2 = ½, ε = 1, η = 1: m is 1 then 2½; v is 2 then 9; the corrections are ½ then ¾.
                row("ε corrected", new Adam(1, 0.5, 0.5, 1, Epsilon.ON_CORRECTED), 10, g(2, 4), first, second),
                row("ε raw", new Adam(1, 0.5, 0.5, 1, Epsilon.ON_RAW), 10, g(2, 4), rawFirst, rawSecond),
                // Without memory a step is η g/(|g| + ε).
                row("no memory", new Adam(0.5, 0, 0, 1, Epsilon.ON_RAW), 0, g(3, -1), -0.375, -0.125),
                row("no memory", new Adam(0.5, 0, 0, 1, Epsilon.ON_CORRECTED), 0, g(3, -1), -0.375, -0.125),
                row("a large gradient", new Adam(0.001, Epsilon.ON_RAW), 0, g(1e6), -0.001),
                row("a large gradient", new Adam(0.001, Epsilon.ON_CORRECTED), 0, g(-1e6), 0.001),
                row("g = ε", new Adam(0.001, Epsilon.ON_CORRECTED), 0, g(1e-8), -0.0005),
                row("g = ε", new Adam(0.001, Epsilon.ON_RAW), 0, g(1e-8), -0.001 * small / (small + 1)),
                // η = 0.1, λ = 0.5: θ = 10 keeps 0.95 of itself and loses a step of Adam, which is η for the first.
                row("decays", new AdamW(0.1, 0.5, Epsilon.ON_RAW), 10, g(1e6), 9.4),
                row("decays", new AdamW(0.1, 0.5, Epsilon.ON_CORRECTED), -10, g(1e6), -9.6),
                row("decay is in no moment", new AdamW(0.5, 1, Epsilon.ON_RAW), 8, g(0, 0, 0), 4, 2, 1),
                row("no decay", new AdamW(0.001, 0, Epsilon.ON_CORRECTED), 0, g(1e-8), -0.0005));
    }

    /** Two parameters of other matrices, whose gradients are those of the first times -1 and 0, have moments of their own. */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void paper(String name, Optimizer optimizer, double start, double[] gradients, double... after) {
        Matrix one = Matrix.rowOf(start);
        Matrix others = Matrix.rowOf(-start, 0);
        for (int t = 0; t < gradients.length; t++) {
            Matrix g = Matrix.rowOf(gradients[t]);
            optimizer.updateInPlace(List.of(one, others), List.of(g, Matrix.rowOf(-gradients[t], 0)));
            assertEquals(after[t], one.get(0, 0), 1e-12 * Math.abs(after[t]) + 1e-15);
            assertEquals(0, one.get(0, 0) + others.get(0, 0));
            assertEquals(0, others.get(0, 1));
        }
    }

    static Stream<Arguments> specs() {
        OptimizerSpec corrected = new OptimizerSpec(OptimizerSpec.Kind.ADAM, 0.05, 0, 0).with(Epsilon.ON_CORRECTED);
        return Stream.of(
                Arguments.of(OptimizerSpec.Kind.SGD.byDefault(), new Sgd(0.1)),
                Arguments.of(OptimizerSpec.Kind.MOMENTUM.byDefault(), new Momentum(0.01, 0.9)),
                Arguments.of(OptimizerSpec.Kind.ADAM.byDefault(), new Adam(0.001, Epsilon.ON_RAW)),
                Arguments.of(corrected, new Adam(0.05, 0.9, 0.999, 1e-8, Epsilon.ON_CORRECTED)),
                Arguments.of(OptimizerSpec.Kind.ADAMW.byDefault(), new AdamW(0.001, 0.01, Epsilon.ON_RAW)),
                Arguments.of(new OptimizerSpec(OptimizerSpec.Kind.MOMENTUM, 0.3, 0.2, 0), new Momentum(0.3, 0.2)),
                Arguments.of(
                        new OptimizerSpec(OptimizerSpec.Kind.ADAMW, 0.3, 0, 0.2), new AdamW(0.3, 0.2, Epsilon.ON_RAW)));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void aSpecStartsTheOptimizerThatItNames(OptimizerSpec spec, Optimizer expected) {
        Matrix one = Matrix.rowOf(1, 2);
        Matrix other = one.copy();
        Optimizer started = spec.start();
        for (double g : new double[] {1e-8, -3, 0.5}) {
            step(expected, one, g, -g);
            step(started, other, g, -g);
        }
        assertArrayEquals(one.data(), other.data(), spec.toString());
        assertEquals(
                new OptimizerSpec(spec.kind(), 0.5, spec.momentum(), spec.weightDecay(), spec.epsilon()), spec.at(0.5));
        assertEquals(spec.kind().state(), started.memory().size());
    }

    static List<Executable> useless() {
        return List.of(
                () -> new Adam(0.1, 1, 0.9, 1e-8, Epsilon.ON_RAW),
                () -> new Adam(0.1, 0.9, Double.NaN, 1e-8, Epsilon.ON_RAW),
                () -> new Adam(0.1, 0.9, 1, 1e-8, Epsilon.ON_RAW),
                () -> new Adam(0.1, 0.9, 0.9, -1, Epsilon.ON_RAW),
                () -> new Momentum(0.1, 1),
                () -> new Momentum(0.1, Double.NaN),
                () -> new Momentum(0.1, -0.1),
                () -> new AdamW(0.1, 10, Epsilon.ON_RAW),
                () -> new AdamW(0.1, -1, Epsilon.ON_RAW),
                () -> new AdamW(0.1, Double.NaN, Epsilon.ON_RAW));
    }

    @ParameterizedTest
    @MethodSource
    void useless(Executable made) {
        assertThrows(IllegalArgumentException.class, made);
    }

    @Test
    void ratesAreAboveNothing() {
        for (double rate : new double[] {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            for (Executable made : List.<Executable>of(
                    () -> new Sgd(rate),
                    () -> new Momentum(rate, 0.9),
                    () -> new Adam(rate, Epsilon.ON_RAW),
                    () -> new AdamW(rate, 0.1, Epsilon.ON_RAW))) {
                assertThrows(CrosscheckException.class, made);
            }
        }
    }
}
