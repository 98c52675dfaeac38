package dev.crosscheck.proof.verify;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.AdamW;
import dev.crosscheck.nn.optim.Momentum;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.DeviationTrace;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.twin.OptimizerTwin;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Checks the optimizers over 1,000 steps with given gradients, with magnitudes from 1e-12, where Adam's ε dominates, to 1e3. Needs ND4J started.
 */
public final class OptimizerCheck {
    /** η of all runs but those of momentum. */
    static final double LEARNING_RATE = 0.001;

    /** μ. Its η is a tenth of the others', since the velocity grows to ten times a constant gradient. */
    static final double MOMENTUM = 0.9;

    static final double WEIGHT_DECAY = 0.1;

    private static final int STEPS = 1000;
    private static final int PARAMETERS = 48;
    private static final int SIZES = 16;

    private OptimizerCheck() {}

    /** The reference of an optimizer: returns θ after a step. */
    private interface Reference {
        Matrix after(Matrix gradient);
    }

    /** Checks plain gradient descent against DL4J's. */
    public static Findings sgd() {
        return sgd(new Sgd(LEARNING_RATE));
    }

    /** Checks an implementation of plain gradient descent with η = 0.001. */
    public static Findings sgd(Optimizer candidate) {
        OptimizerTwin twin = OptimizerTwin.sgd(LEARNING_RATE, start());
        return findings("Gradient descent", "DL4J's Sgd", candidate, after(twin));
    }

    /** Checks Adam with ε on the raw root against DL4J's. */
    public static Findings adamOnRaw() {
        return adamOnRaw(new Adam(LEARNING_RATE, Adam.Epsilon.ON_RAW));
    }

    /** Checks an implementation of Adam with ε on the raw root and η = 0.001. */
    public static Findings adamOnRaw(Optimizer candidate) {
        OptimizerTwin twin = OptimizerTwin.adam(LEARNING_RATE, start());
        return findings("Adam, epsilon on the raw root", "DL4J's Adam", candidate, after(twin));
    }

    /** Checks Adam, with ε in either of its two places, against its definition. */
    public static Findings adamByDefinition(Adam.Epsilon epsilonPlacement) {
        return adamByDefinition(epsilonPlacement, new Adam(LEARNING_RATE, epsilonPlacement));
    }

    /** Checks an implementation of Adam with η = 0.001. */
    public static Findings adamByDefinition(Adam.Epsilon epsilonPlacement, Optimizer candidate) {
        String title = "Adam by its definition, epsilon on the "
                + (epsilonPlacement == Adam.Epsilon.ON_RAW ? "raw root" : "corrected root");
        Definition definition = new Definition(epsilonPlacement, start());
        return findings(title, "sums over all earlier gradients", candidate, definition);
    }

    /** Checks momentum against DL4J's. */
    public static Findings momentum() {
        return momentum(new Momentum(LEARNING_RATE / 10, MOMENTUM));
    }

    /** Checks an implementation of momentum with η = 0.0001 and μ = 0.9. */
    public static Findings momentum(Optimizer candidate) {
        OptimizerTwin twin = OptimizerTwin.momentum(LEARNING_RATE / 10, MOMENTUM, start());
        return findings("Momentum", "DL4J's Nesterovs without its look-ahead", candidate, after(twin));
    }

    /** Checks AdamW with ε on the raw root against DL4J's. */
    public static Findings adamW() {
        return adamW(new AdamW(LEARNING_RATE, WEIGHT_DECAY, Adam.Epsilon.ON_RAW));
    }

    /** Checks an implementation of AdamW with ε on the raw root, η = 0.001 and λ = 0.1. */
    public static Findings adamW(Optimizer candidate) {
        OptimizerTwin twin = OptimizerTwin.adamW(LEARNING_RATE, WEIGHT_DECAY, start());
        return findings("AdamW, epsilon on the raw root", "DL4J's Adam and weight decay", candidate, after(twin));
    }

    private static Reference after(OptimizerTwin twin) {
        return gradient -> {
            twin.step(gradient);
            return twin.parameters();
        };
    }

    private static Findings findings(String title, String reference, Optimizer candidate, Reference expected) {
        Matrix theta = start();
        Comparison comparison =
                new Comparison("parameters after each step, against " + reference, Tolerances.OPTIMIZER);
        DeviationTrace trace = new DeviationTrace(comparison, STEPS);
        SplittableRandom random = new SplittableRandom(9);
        for (int step = 0; step < STEPS; step++) {
            Matrix gradient = gradient(random);
            candidate.updateInPlace(List.of(theta), List.of(gradient));
            comparison.add(step, "θ", expected.after(gradient), theta);
            trace.endStep();
        }
        String curve = title + ": by hand against " + reference;
        return new Findings(title, "", List.of(comparison.verdict()), List.of(trace.series(curve)));
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
