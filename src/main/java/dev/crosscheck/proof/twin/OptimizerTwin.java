package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Adam.Epsilon;
import dev.crosscheck.nn.optim.OptimizerSpec;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.NesterovsUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** A step of a DL4J optimizer from any state, in double precision. Needs ND4J started. */
public final class OptimizerTwin {
    private OptimizerTwin() {}

    /**
     * DL4J's updater of an optimizer. Plain momentum, which DL4J does not have, is its Nesterovs, {@code v = μ v - η g}: for given gradients that has the
     * same velocity, and {@link #update} adds the velocity without the look-ahead. AdamW is Adam with {@link WeightDecay}.
     *
     * <p>β1 = 0.9, β2 = 0.999 and ε = 1e-8 (Kingma and Ba, 2015, algorithm 1). DL4J's Adam adds ε to the raw √v. Adding it to √v/√(1-β2ᵗ) is the same
     * formula with ε √(1-β2ᵗ) in place of ε.
     */
    private static IUpdater updater(OptimizerSpec spec, int done) {
        double epsilon = spec.epsilon() == Epsilon.ON_CORRECTED ? Math.sqrt(1 - Math.pow(0.999, done + 1.0)) : 1;
        return switch (spec.kind()) {
            case SGD -> new Sgd(spec.learningRate());
            case MOMENTUM -> new Nesterovs(spec.learningRate(), spec.momentum());
            case ADAM, ADAMW -> new Adam(spec.learningRate(), 0.9, 0.999, 1e-8 * epsilon);
        };
    }

    /**
     * Parameters and optimizer state.
     *
     * @param parameters θ, flat
     * @param moments for Adam and AdamW all of m, then all of v; for momentum v without the learning rate in it, {@code v = μ v + g}; empty for plain
     *     gradient descent
     */
    public record Updated(double[] parameters, double[] moments) {
        /** @return the state before the first step */
        public static Updated start(OptimizerSpec spec, double... parameters) {
            return new Updated(parameters, new double[spec.kind().state() * parameters.length]);
        }
    }

    /**
     * Computes one step from any state.
     *
     * @param spec the optimizer with its learning rate
     * @param before θ and moments before the step; unchanged
     * @param gradient dLoss/dθ, flat
     * @param done the number of steps done before
     */
    public static Updated update(OptimizerSpec spec, Updated before, double[] gradient, int done) {
        // The velocity of Nesterovs includes the learning rate and a minus sign.
        double inside = spec.kind() == OptimizerSpec.Kind.MOMENTUM ? -spec.learningRate() : 1;
        INDArray state =
                before.moments().length == 0 ? null : row(before.moments()).muli(inside);
        INDArray theta = row(before.parameters());
        INDArray update = row(gradient);
        GradientUpdater<?> theirs = updater(spec, done).instantiate(state, false);
        theirs.applyUpdater(update, done, 0);
        if (theirs instanceof NesterovsUpdater nesterovs) {
            update = nesterovs.getV().neg();
        }
        WeightDecay decay = new WeightDecay(spec.weightDecay(), true); // multiplied by the learning rate
        decay.apply(theta, update, spec.learningRate(), done, 0);
        return new Updated(
                theta.subi(update).toDoubleVector(),
                state == null ? new double[0] : state.div(inside).toDoubleVector());
    }

    private static INDArray row(double... values) {
        return Nd4jArrays.of(Matrix.rowOf(values));
    }
}
