package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.nn.optim.OptimizerSpec.Kind;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.DeviationTrace;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.OptimizerTwin;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Checks the optimizers over 1,000 steps with given gradients, with magnitudes from 1e-12, where Adam's ε dominates, to 1e3, each against DL4J's or its
 * definition. Needs ND4J started.
 */
enum OptimizerCheck {
    /** Plain gradient descent, η = 0.001. */
    SGD("Gradient descent", "DL4J's Sgd", new OptimizerSpec(Kind.SGD, OptimizerCheck.LEARNING_RATE, 0, 0)),

    /** Adam with ε on the raw root, η = 0.001. */
    ADAM(
            "Adam, epsilon on the raw root",
            "DL4J's Adam",
            new OptimizerSpec(Kind.ADAM, OptimizerCheck.LEARNING_RATE, 0, 0)),

    /** Adam with ε on the corrected root, as in the paper, against its definition. */
    PAPERS_ADAM_BY_DEFINITION(
            "Adam by its definition, epsilon on the corrected root",
            OptimizerCheck.SUMS,
            ADAM.spec.with(Adam.Epsilon.ON_CORRECTED)),

    /** Adam with ε on the raw root against its definition. */
    ADAM_BY_DEFINITION("Adam by its definition, epsilon on the raw root", OptimizerCheck.SUMS, ADAM.spec),

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

    private static final String SUMS = "sums over all earlier gradients";
    private static final int STEPS = 1000;
    private static final int PARAMETERS = 48;
    private static final int SIZES = 16;

    private final String title;
    private final String reference;
    private final OptimizerSpec spec;

    OptimizerCheck(String title, String reference, OptimizerSpec spec) {
        this.title = title;
        this.reference = reference;
        this.spec = spec;
    }

    /** The reference of an optimizer: returns θ after a step. */
    private interface Reference {
        Matrix after(Matrix gradient);
    }

    /** @return a new hand-written optimizer */
    Optimizer byHand() {
        return spec.start();
    }

    /** Checks the hand-written optimizer. */
    Findings findings() {
        return findings(byHand());
    }

    /** Checks any implementation. */
    Findings findings(Optimizer candidate) {
        Reference expected = reference.equals(SUMS) ? new Definition(spec.epsilon(), start()) : dl4j();
        Matrix theta = start();
        Comparisons all = new Comparisons();
        Comparison comparison = all.of("parameters after each step, against " + reference, Tolerances.OPTIMIZER);
        DeviationTrace trace = new DeviationTrace(comparison, STEPS);
        SplittableRandom random = new SplittableRandom(9);
        for (int step = 0; step < STEPS; step++) {
            Matrix gradient = gradient(random);
            candidate.updateInPlace(List.of(theta), List.of(gradient));
            comparison.add(step, "θ", expected.after(gradient), theta);
            trace.endStep();
        }
        return all.findings(title, "", trace.series(title + ": by hand against " + reference));
    }

    private Reference dl4j() {
        OptimizerTwin twin = OptimizerTwin.of(spec, start());
        return gradient -> {
            twin.step(gradient);
            return twin.parameters();
        };
    }

    private static Matrix start() {
        return Matrix.gaussian(1, PARAMETERS, new SplittableRandom(8));
    }

    /** @return for each magnitude a gradient that keeps its sign, one that changes it, and one that is mostly 0 */
    private static Matrix gradient(SplittableRandom random) {
        Matrix gradient = Matrix.zeros(1, PARAMETERS);
        for (int i = 0; i < PARAMETERS; i++) {
            double size = Math.pow(10, i % SIZES - 12);
            double drawn = random.nextGaussian();
            double kind = i < SIZES ? Math.abs(drawn) : i < 2 * SIZES || drawn > 2 ? drawn : 0;
            gradient.data()[i] = size * kind;
        }
        return gradient;
    }

    /** Adam without recursion: {@code m_t = (1-β1) Σ_i β1^(t-i) g_i} and the same sum of squares for v, computed anew at every step. */
    private static final class Definition implements Reference {
        private final Adam.Epsilon epsilonPlacement;
        private final double[] theta;
        private final List<double[]> gradients = new ArrayList<>();

        Definition(Adam.Epsilon epsilonPlacement, Matrix start) {
            this.epsilonPlacement = epsilonPlacement;
            this.theta = start.data().clone();
        }

        @Override
        public Matrix after(Matrix gradient) {
            gradients.add(gradient.data().clone());
            int t = gradients.size();
            double correction1 = 1 - Math.pow(0.9, t);
            double correction2 = 1 - Math.pow(0.999, t);
            double epsilon = epsilonPlacement == Adam.Epsilon.ON_RAW ? 1e-8 / Math.sqrt(correction2) : 1e-8;
            for (int i = 0; i < theta.length; i++) {
                double m = mean(0.9, i, 1) / correction1;
                double v = mean(0.999, i, 2) / correction2;
                theta[i] -= LEARNING_RATE * m / (Math.sqrt(v) + epsilon);
            }
            return Matrix.rowOf(theta);
        }

        private double mean(double beta, int i, int power) {
            double sum = 0;
            double weight = 1 - beta;
            for (int s = gradients.size() - 1; s >= 0; s--) {
                double g = gradients.get(s)[i];
                sum += weight * (power == 1 ? g : g * g);
                weight *= beta;
            }
            return sum;
        }
    }
}
