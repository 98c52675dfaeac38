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
    private final GradientUpdater<?> theirs;
    private final INDArray theta;
    private final WeightDecay decay;
    private final double learningRate;
    private int iteration;

    private OptimizerTwin(IUpdater config, Matrix start, double weightDecay) {
        this(config, start, weightDecay, zeros(config, start), 0);
    }

    /** @param state what the updater remembers of the steps before */
    private OptimizerTwin(IUpdater config, Matrix start, double weightDecay, INDArray state, int done) {
        decay = new WeightDecay(weightDecay, true);
        learningRate = config.getLearningRate(0, 0);
        theta = Nd4jArrays.of(start);
        theirs = config.instantiate(state, false);
        iteration = done;
    }

    private static INDArray zeros(IUpdater config, Matrix start) {
        long state = config.stateSize(start.data().length);
        return state == 0 ? null : Nd4j.zeros(DataType.DOUBLE, 1, state);
    }

    /** DL4J's plain gradient descent. */
    public static OptimizerTwin sgd(double learningRate, Matrix start) {
        return new OptimizerTwin(new Sgd(learningRate), start, 0);
    }

    /** DL4J's Adam, whose ε is on the raw √v, with the usual β1 = 0.9, β2 = 0.999, ε = 1e-8. */
    public static OptimizerTwin adam(double learningRate, Matrix start) {
        return new OptimizerTwin(adam(learningRate), start, 0);
    }

    /**
     * Plain momentum, which DL4J does not have, from its Nesterovs, {@code v = μ v - η g}: for given gradients that has the
     * velocity of plain momentum, and looks ahead from where plain momentum is. So the velocity is added and the look-ahead left out.
     */
    public static OptimizerTwin momentum(double learningRate, double momentum, Matrix start) {
        return new OptimizerTwin(new Nesterovs(learningRate, momentum), start, 0);
    }

    /** DL4J's Adam with its weight decay, times the learning rate. */
    public static OptimizerTwin adamW(double learningRate, double weightDecay, Matrix start) {
        return new OptimizerTwin(adam(learningRate), start, weightDecay);
    }

    /** β1 = 0.9, β2 = 0.999 and ε = 1e-8 (Kingma and Ba, 2015, algorithm 1). */
    private static Adam adam(double learningRate) {
        return new Adam(learningRate, 0.9, 0.999, 1e-8);
    }

    /** DL4J's Adam adds ε to the raw √v. Added to √v/√(1-β2ᵗ) it is the same formula with ε √(1-β2ᵗ) for ε at step t. */
    private static Adam adam(OptimizerSpec spec, int done) {
        double factor = spec.epsilon() == Epsilon.ON_RAW ? 1 : Math.sqrt(1 - Math.pow(0.999, done + 1.0));
        return new Adam(spec.learningRate(), 0.9, 0.999, 1e-8 * factor);
    }

    /**
     * What an update makes of parameters and of what the optimizer remembers.
     *
     * @param parameters θ, flat
     * @param moments of Adam all of m, then all of v; of momentum v, with the learning rate outside of it: {@code v = μ v + g}; of plain
     *     gradient descent nothing
     */
    public record Updated(double[] parameters, double[] moments) {}

    /**
     * One step from any state.
     *
     * @param spec which optimizer, at which learning rate
     * @param before θ and moments before; unchanged
     * @param gradient dLoss/dθ, flat
     * @param done steps done before
     */
    public static Updated update(OptimizerSpec spec, Updated before, double[] gradient, int done) {
        // Nesterovs has the learning rate and the sign inside of its velocity.
        double inside = spec.kind() == OptimizerSpec.Kind.MOMENTUM ? -spec.learningRate() : 1;
        INDArray state = before.moments().length == 0
                ? null
                : Nd4j.create(before.moments(), new long[] {1, before.moments().length}, 'c')
                        .muli(inside);
        Matrix theta = Matrix.rowOf(before.parameters());
        IUpdater config = switch (spec.kind()) {
            case SGD -> new Sgd(spec.learningRate());
            case MOMENTUM -> new Nesterovs(spec.learningRate(), spec.momentum());
            case ADAM, ADAMW -> adam(spec, done);
        };
        OptimizerTwin twin = new OptimizerTwin(config, theta, spec.weightDecay(), state, done);
        twin.step(Matrix.rowOf(gradient));
        return new Updated(
                twin.parameters().data(),
                state == null ? new double[0] : state.div(inside).toDoubleVector());
    }

    /** The twin of any of them. */
    public static OptimizerTwin of(OptimizerSpec spec, Matrix start) {
        return switch (spec.kind()) {
            case SGD -> sgd(spec.learningRate(), start);
            case MOMENTUM -> momentum(spec.learningRate(), spec.momentum(), start);
            case ADAM -> adam(spec.learningRate(), start);
            case ADAMW -> adamW(spec.learningRate(), spec.weightDecay(), start);
        };
    }

    /**
     * One step.
     *
     * @param gradient dLoss/dθ, in the shape of θ
     */
    public void step(Matrix gradient) {
        INDArray update = Nd4jArrays.of(gradient).reshape(1, theta.length());
        theirs.applyUpdater(update, iteration, 0);
        if (theirs instanceof NesterovsUpdater nesterovs) {
            update = nesterovs.getV().neg();
        }
        decay.apply(theta, update.reshape(theta.shape()), learningRate, iteration++, 0);
        theta.subi(update.reshape(theta.shape()));
    }

    /** @return θ */
    public Matrix parameters() {
        return Nd4jArrays.matrix(theta);
    }
}
