package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** A DL4J optimizer applied to one matrix of parameters, in double precision. Needs ND4J started. */
public final class OptimizerTwin {
    private final GradientUpdater<?> theirs;
    private final INDArray theta;
    private int iteration;

    private OptimizerTwin(IUpdater config, Matrix start) {
        int length = start.data().length;
        long state = config.stateSize(length);
        theta = Nd4jArrays.of(start);
        theirs = config.instantiate(state == 0 ? null : Nd4j.zeros(DataType.DOUBLE, 1, state), true);
    }

    /** DL4J's plain gradient descent. */
    public static OptimizerTwin sgd(double learningRate, Matrix start) {
        return new OptimizerTwin(new Sgd(learningRate), start);
    }

    /** DL4J's Adam, whose ε is on the raw √v, with the usual β1 = 0.9, β2 = 0.999, ε = 1e-8. */
    public static OptimizerTwin adam(double learningRate, Matrix start) {
        return new OptimizerTwin(new Adam(learningRate), start);
    }

    /**
     * One step.
     *
     * @param gradient dLoss/dθ, in the shape of θ
     */
    public void step(Matrix gradient) {
        INDArray update = Nd4jArrays.of(gradient).reshape(1, theta.length());
        theirs.applyUpdater(update, iteration++, 0);
        theta.subi(update.reshape(theta.shape()));
    }

    /** @return θ */
    public Matrix parameters() {
        return Nd4jArrays.matrix(theta);
    }
}
