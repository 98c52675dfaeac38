package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Adam.Epsilon;
import dev.crosscheck.nn.optim.OptimizerSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.NesterovsUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** A DL4J optimizer applied to one matrix of parameters, in double precision. Needs ND4J started. */
public final class OptimizerTwin {
    private final OptimizerSpec spec;
    private final GradientUpdater<?> theirs;
    private final INDArray theta;
    private final WeightDecay decay;
    private int iteration;

    /** @param state the updater's state after the {@code done} steps before; null if it has none */
    private OptimizerTwin(OptimizerSpec spec, Matrix start, INDArray state, int done) {
        this.spec = spec;
        decay = new WeightDecay(spec.weightDecay(), true); // multiplied by the learning rate
        theta = Nd4jArrays.of(start);
        theirs = updater(spec).instantiate(state, false);
        iteration = done;
    }

    /**
     * Creates the twin of any optimizer, in its initial state.
     *
     * @param spec the optimizer with its learning rate
     * @param start the initial parameters
     */
    public static OptimizerTwin of(OptimizerSpec spec, Matrix start) {
        long moments = updater(spec).stateSize(start.data().length);
        INDArray state = moments == 0 ? null : Nd4j.zeros(DataType.DOUBLE, 1, moments);
        return new OptimizerTwin(spec, start, state, 0);
    }

    /**
     * DL4J's updater of an optimizer. Plain momentum, which DL4J does not have, is its Nesterovs, {@code v = μ v - η g}: for given gradients that has the
     * same velocity, and {@link #step} adds the velocity without the look-ahead. AdamW is Adam with {@link WeightDecay}.
     * β1 = 0.9, β2 = 0.999, ε = 1e-8 (Kingma and Ba, 2015, algorithm 1).
     */
    private static IUpdater updater(OptimizerSpec spec) {
        return switch (spec.kind()) {
            case SGD -> new Sgd(spec.learningRate());
            case MOMENTUM -> new Nesterovs(spec.learningRate(), spec.momentum());
            case ADAM, ADAMW -> new Adam(spec.learningRate(), 0.9, 0.999, 1e-8);
        };
    }

    /**
     * Parameters and optimizer state.
     *
     * @param parameters θ, flat
     * @param moments for Adam and AdamW all of m, then all of v; for momentum v without the learning rate in it, {@code v = μ v + g}; empty for plain
     *     gradient descent
     */
    public record Updated(double[] parameters, double[] moments) {}

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
        INDArray state = before.moments().length == 0
                ? null
                : Nd4j.create(before.moments(), new long[] {1, before.moments().length}, 'c')
                        .muli(inside);
        OptimizerTwin twin = new OptimizerTwin(spec, Matrix.rowOf(before.parameters()), state, done);
        twin.step(Matrix.rowOf(gradient));
        return new Updated(
                twin.parameters().data(),
                state == null ? new double[0] : state.div(inside).toDoubleVector());
    }

    /**
     * Does one step.
     *
     * @param gradient dLoss/dθ, in the shape of θ
     */
    public void step(Matrix gradient) {
        if (theirs.getConfig() instanceof Adam adam && spec.epsilon() == Epsilon.ON_CORRECTED) {
            // DL4J's Adam adds ε to the raw √v, and reads ε at each step. Adding it to √v/√(1-β2ᵗ) is the same formula
            // with
            // ε √(1-β2ᵗ) in place of ε.
            adam.setEpsilon(1e-8 * Math.sqrt(1 - Math.pow(0.999, iteration + 1.0)));
        }
        INDArray update = Nd4jArrays.of(gradient).reshape(1, theta.length());
        theirs.applyUpdater(update, iteration, 0);
        if (theirs instanceof NesterovsUpdater nesterovs) {
            update = nesterovs.getV().neg();
        }
        decay.apply(theta, update.reshape(theta.shape()), spec.learningRate(), iteration++, 0);
        theta.subi(update.reshape(theta.shape()));
    }

    /** @return θ */
    public Matrix parameters() {
        return Nd4jArrays.matrix(theta);
    }
}
