package dev.crosscheck.proof.judge;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * How a training rounds. {@link #NONE} leaves its numbers as double makes them. {@link Moved} moves each number at random, so that a training that is
 * repeated with some of them shows how far rounding alone can drive two correct programs apart: parameters and sums by up to {@value #OF_SUMS} units in
 * the last place, results of a few operations by up to {@value #FEW} roundings. {@link Spread} takes a multiple of what comes of that.
 */
class Rounding {
    /** Exact, but for the double that everything is computed in. */
    static final Rounding NONE = new Rounding();

    /** Rounding happens at each operation, not once: a sum of a thousand products, one after the other, is off by about five units in its last place. */
    static final double OF_SUMS = 10;

    /** The error of a function such as exp or tanh, or of a few operations, is up to 8 u, and {@link Spread} takes three times this. */
    static final double FEW = 3;

    /** The share of a slope's jump by which a unit at its kink is moved: with the multiple of it, several rows of a unit may be at their kink. */
    private static final double OF_JUMPS = 2;

    private Rounding() {}

    /** @return a sum of products, or a parameter */
    Matrix sum(Matrix m) {
        return m;
    }

    /** @return the result of a few operations */
    Matrix few(Matrix m) {
        return m;
    }

    /** @return the output of a curved activation, whose intermediate results may be as large as 1 */
    Matrix curved(Matrix a) {
        return a;
    }

    /** The constants of Adam that a program may compute in its own precision. */
    enum Constant {
        REST_OF_BETA1,
        REST_OF_BETA2,
        CORRECTION1,
        CORRECTION2
    }

    /** @return a constant that another program may have computed with an error of this many u, the same in every step */
    double constant(Constant which, double value, double ulps) {
        return value;
    }

    /** @return a parameter that was read from digits which leave it open */
    Matrix read(Matrix m, DoubleUnaryOperator open) {
        return m;
    }

    /**
     * @param k the layer
     * @param slope f'(Z)
     * @param jump the jump of f' at 0
     */
    Matrix kinks(int k, Matrix z, Matrix slope, double jump) {
        return slope;
    }

    /** @return the jump of an activation's derivative at its kink; 0 if it has none */
    static double jump(Elementwise f) {
        return switch (f) {
            case RELU -> 1;
            case LEAKY_RELU -> 1 - Elementwise.LEAK;
            default -> 0;
        };
    }

    /** The inputs of a layer's units, without rounding. */
    interface Inputs {
        Matrix z(int k);
    }

    /** Moves every number at random. */
    static final class Moved extends Rounding {
        private final double u;
        private final int copy;
        private final SplittableRandom random;
        private final Inputs unmoved;
        private double multiple;
        private boolean drifted;

        /**
         * @param u the unit roundoff of the other program
         * @param copy its number, from 0
         * @param unmoved the same training without rounding, which is one step ahead
         */
        Moved(double u, int copy, Inputs unmoved) {
            this.u = u;
            this.copy = copy;
            this.random = new SplittableRandom(copy);
            this.unmoved = unmoved;
        }

        /**
         * Says what is made of the moves of the next step.
         *
         * @param taken the multiple of them that is taken
         * @param apart whether it is apart from the unmoved training before the step, so that units change their side by themselves
         */
        void begin(double taken, boolean apart) {
            multiple = taken;
            drifted = apart;
        }

        private double uniform() {
            return 2 * random.nextDouble() - 1;
        }

        @Override
        Matrix sum(Matrix m) {
            return m.map(v -> v + 2 * OF_SUMS * u * v * uniform());
        }

        @Override
        Matrix few(Matrix m) {
            return m.map(v -> v + FEW * u * v * uniform());
        }

        @Override
        Matrix curved(Matrix a) {
            return a.map(v -> v + FEW * u * Math.max(1, Math.abs(v)) * uniform());
        }

        /** The bound of a constant is known, so no multiple of it is needed. Two copies move each up, two down, in all combinations of two of them. */
        @Override
        double constant(Constant which, double value, double ulps) {
            boolean up = switch (which) {
                case REST_OF_BETA2, CORRECTION1 -> copy < 2;
                case CORRECTION2 -> copy % 2 == 0;
                case REST_OF_BETA1 -> copy == 0 || copy == 3;
            };
            return value + (up ? 1 : -1) * ulps * u / multiple;
        }

        @Override
        Matrix read(Matrix m, DoubleUnaryOperator open) {
            return m.map(v -> v + 2 * open.applyAsDouble(v) / multiple * uniform());
        }

        /** A unit is at its kink where a multiple of the move of its input, or of those in its row, could change its sign. An exact 0 is not moved. */
        @Override
        Matrix kinks(int k, Matrix z, Matrix slope, double jump) {
            if (jump == 0 || drifted) {
                return slope;
            }
            Matrix exact = unmoved.z(k);
            Matrix moved = slope.copy();
            for (int n = 0; n < z.rows(); n++) {
                double squares = 0;
                for (int j = 0; j < z.columns(); j++) {
                    double apart = z.get(n, j) - exact.get(n, j);
                    squares += apart * apart;
                }
                double ofRow = Math.sqrt(squares / z.columns());
                for (int j = 0; j < z.columns(); j++) {
                    double apart = Math.abs(z.get(n, j) - exact.get(n, j));
                    if (apart > 0 && Math.abs(exact.get(n, j)) < multiple * Math.max(apart, ofRow)) {
                        moved.data()[n * z.columns() + j] += OF_JUMPS * jump * (random.nextBoolean() ? 1 : -1);
                    }
                }
            }
            return moved;
        }
    }
}
