package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.nn.optim.OptimizerSpec.Kind;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Rounding;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.OptimizerTwin;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Checks the optimizers over 1,000 steps with given gradients, with magnitudes from 1e-12, where Adam's ε dominates, to 1e3, each against DL4J's. Needs
 * ND4J started.
 */
enum OptimizerCheck {
    /** Plain gradient descent, η = 0.001. */
    SGD("Gradient descent", "DL4J's Sgd", new OptimizerSpec(Kind.SGD, OptimizerCheck.LEARNING_RATE, 0, 0)),

    /** Adam with ε on the raw root, η = 0.001. */
    ADAM(
            "Adam, epsilon on the raw root",
            "DL4J's Adam",
            new OptimizerSpec(Kind.ADAM, OptimizerCheck.LEARNING_RATE, 0, 0)),

    /** Adam with ε on the corrected root, as in the paper. */
    PAPERS_ADAM(
            "Adam, epsilon on the corrected root",
            "DL4J's Adam with ε as large",
            ADAM.spec.with(Adam.Epsilon.ON_CORRECTED)),

    /** Momentum, μ = 0.9. Its η is a tenth of the others', since the velocity grows to ten times a constant gradient. */
    MOMENTUM(
            "Momentum",
            "DL4J's Nesterovs without its look-ahead",
            new OptimizerSpec(Kind.MOMENTUM, OptimizerCheck.LEARNING_RATE / 10, 0.9, 0)),

    /** AdamW with ε on the raw root, η = 0.001 and λ = 0.1. */
    ADAMW(
            "AdamW, epsilon on the raw root",
            "DL4J's Adam and weight decay",
            new OptimizerSpec(Kind.ADAMW, OptimizerCheck.LEARNING_RATE, 0, 0.1));

    /** η of all optimizers but momentum. */
    static final double LEARNING_RATE = 0.001;

    private static final int STEPS = 1000;
    static final int PARAMETERS = 48;
    private static final int SIZES = 16;

    private final String title;
    private final String reference;
    private final OptimizerSpec spec;

    OptimizerCheck(String title, String reference, OptimizerSpec spec) {
        this.title = title;
        this.reference = reference;
        this.spec = spec;
    }

    Optimizer byHand() {
        return spec.start();
    }

    Findings findings() {
        return findings(byHand());
    }

    Findings findings(Optimizer candidate) {
        Matrix theta = Matrix.gaussian(1, PARAMETERS, new SplittableRandom(8));
        Updater dl4j = new Updater(spec, List.of(theta));
        Comparisons all = new Comparisons();
        Comparison comparison = all.of("parameters after each step, against " + reference, Tolerances.OPTIMIZER);
        SplittableRandom random = new SplittableRandom(9);
        for (int step = 0; step < STEPS; step++) {
            List<Matrix> gradient = List.of(Matrix.rowOf(gradient(random)));
            candidate.updateInPlace(List.of(theta), gradient);
            dl4j.step(gradient);
            dl4j.compare(comparison, step, Map.of("θ", theta));
            comparison.endStep(step);
        }
        return all.findings(title, "");
    }

    /** @return for each magnitude a gradient that keeps its sign, one that changes it, and one that is mostly 0 */
    private static double[] gradient(SplittableRandom random) {
        double[] gradient = new double[PARAMETERS];
        for (int i = 0; i < PARAMETERS; i++) {
            double size = Math.pow(10, i % SIZES - 12);
            double drawn = random.nextGaussian();
            double kind = i < SIZES ? Math.abs(drawn) : i < 2 * SIZES || drawn > 2 ? drawn : 0;
            gradient[i] = size * kind;
        }
        return gradient;
    }

    /**
     * DL4J's updater of some arrays, step by step, and beside it the same with each parameter moved in its last places before the first step and after each: a
     * multiple of how far the two have been apart is what rounding explains. Of a step of Adam it also explains what a unit in the last place of β2ᵗ does,
     * since few digits of it are left in 1 - β2ᵗ.
     */
    static final class Updater {
        private final OptimizerSpec spec;
        private final double ofCorrections;
        private final Rounding rounding = new Rounding(Rounding.DOUBLE, 0);
        private final double[] explained;
        private OptimizerTwin.Updated right;
        private OptimizerTwin.Updated moved;
        private int done;

        Updater(OptimizerSpec spec, List<Matrix> start) {
            this.spec = spec;
            this.right = OptimizerTwin.Updated.start(spec, flat(start));
            this.moved = OptimizerTwin.Updated.start(spec, moved(right.parameters()));
            this.ofCorrections = spec.kind().isAdam() ? 2 * Rounding.DOUBLE / (1 - 0.999) : 0;
            this.explained = new double[right.parameters().length];
        }

        private double[] moved(double... parameters) {
            return rounding.parameters(Matrix.rowOf(parameters)).data();
        }

        private static double[] flat(List<Matrix> arrays) {
            return arrays.stream()
                    .flatMapToDouble(array -> Arrays.stream(array.data()))
                    .toArray();
        }

        void step(List<Matrix> gradients) {
            double[] before = right.parameters();
            right = OptimizerTwin.update(spec, right, flat(gradients), done);
            OptimizerTwin.Updated other = OptimizerTwin.update(spec, moved, flat(gradients), done++);
            moved = new OptimizerTwin.Updated(moved(other.parameters()), other.moments());
            for (int i = 0; i < explained.length; i++) {
                double theta = right.parameters()[i];
                double apart = Math.max( // one of them is not 0, although a move may cancel the one before
                        Math.abs(theta - other.parameters()[i]), Math.abs(theta - moved.parameters()[i]));
                apart = Math.max(apart, ofCorrections * Math.abs(theta - before[i]));
                explained[i] = Math.max(explained[i], Rounding.MULTIPLE * apart);
            }
        }

        void compare(Comparison comparison, long step, Map<String, Matrix> found) {
            int at = 0;
            for (Map.Entry<String, Matrix> array : found.entrySet()) {
                Matrix theta = array.getValue();
                for (int i = 0; i < theta.data().length; i++, at++) {
                    double expected = right.parameters()[at];
                    double allowed = Math.min(Tolerances.OPTIMIZER.allowed(expected), explained[at]);
                    int columns = theta.columns();
                    comparison.add(step, array.getKey(), i / columns, i % columns, expected, theta.data()[i], allowed);
                }
            }
        }
    }
}
