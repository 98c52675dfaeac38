package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
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
        decay = new WeightDecay(weightDecay, true);
        learningRate = config.getLearningRate(0, 0);
        int length = start.data().length;
        long state = config.stateSize(length);
        theta = Nd4jArrays.of(start);
        theirs = config.instantiate(state == 0 ? null : Nd4j.zeros(DataType.DOUBLE, 1, state), true);
    }

    /** DL4J's plain gradient descent. */
    public static OptimizerTwin sgd(double learningRate, Matrix start) {
        return new OptimizerTwin(new Sgd(learningRate), start, 0);
    }

    /** DL4J's Adam, whose ε is on the raw √v, with the usual β1 = 0.9, β2 = 0.999, ε = 1e-8. */
    public static OptimizerTwin adam(double learningRate, Matrix start) {
        return new OptimizerTwin(new Adam(learningRate), start, 0);
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
        return new OptimizerTwin(new Adam(learningRate), start, weightDecay);
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
