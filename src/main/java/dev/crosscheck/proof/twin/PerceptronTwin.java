package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Dense;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Perceptron;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * A perceptron as a DL4J {@link MultiLayerNetwork}: one output layer with {@link StepActivation}, half the squared error and DL4J's own gradient descent,
 * which together implement the perceptron's rule. Needs ND4J started.
 */
public final class PerceptronTwin {
    private final MultiLayerNetwork theirs;

    /**
     * @param start the initial weights and bias
     * @param learningRate η
     */
    public PerceptronTwin(Perceptron start, double learningRate) {
        double[] weights = start.weights();
        theirs = NetworkTwin.stock(
                new Network(List.of(new Dense(weights.length, 1, Elementwise.IDENTITY))),
                k -> new StepActivation(),
                Conventions.loss(Loss.HALF_SQUARED_ERROR, 1),
                new Sgd(learningRate));
        double[] all = Arrays.copyOf(weights, weights.length + 1);
        all[weights.length] = start.bias();
        theirs.setParams(Nd4j.createFromArray(all));
    }

    /**
     * @param x examples, (N, I)
     * @return 0 or 1 for each, (N, 1)
     */
    public Matrix output(Matrix x) {
        return Nd4jArrays.matrix(theirs.output(Nd4jArrays.of(x)));
    }

    /**
     * Learns from one example.
     *
     * @param x (1, I)
     * @param t its target, (1, 1)
     */
    public void step(Matrix x, Matrix t) {
        theirs.fit(Nd4jArrays.of(x), Nd4jArrays.of(t));
    }

    public Perceptron perceptron() {
        double[] all = theirs.params().toDoubleVector();
        return new Perceptron(Arrays.copyOf(all, all.length - 1), all[all.length - 1]);
    }

    /**
     * The Heaviside step for DL4J, {@code 1[z >= 0]}, with a straight-through backward pass, which returns the gradient unchanged.
     *
     * <p>The derivative of the step is 0 wherever it exists. With the gradient of {@code ½(y-t)²} passed through, gradient descent is the perceptron's rule:
     * {@code w -= η (y-t) x}.
     */
    public static final class StepActivation extends BaseActivationFunction {
        private static final long serialVersionUID = 1L;

        @Override
        public INDArray getActivation(INDArray in, boolean training) {
            return in.gte(0).castTo(in.dataType());
        }

        @Override
        public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
            return new Pair<>(epsilon, null);
        }
    }
}
