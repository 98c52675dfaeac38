package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.WeightedLoss;
import java.util.List;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * The mapping of this program's activations and losses to DL4J's, including their scaling.
 *
 * <p>A DL4J loss sums over the outputs of an example; its score is the mean over the examples, its gradient the sum over them. A loss that is a mean over
 * outputs gets that divisor as DL4J's output weights.
 */
final class Conventions {
    /** Probabilities are clipped to [CLIP, 1 - CLIP] before a logarithm is taken (course section 3). */
    private static final double CLIP = 1e-12;

    private Conventions() {}

    static IActivation activation(Activation activation) {
        if (activation == Softmax.SOFTMAX) {
            return new ActivationSoftmax();
        }
        return switch ((Elementwise) activation) {
            case SIGMOID -> new ActivationSigmoid();
            case RELU -> new ActivationReLU();
            case TANH -> new ActivationTanH();
            case LEAKY_RELU -> new LeakyRelu();
            case ELU -> new ActivationELU();
            case GELU -> new ActivationGELU(false);
            case SOFTPLUS -> new ActivationSoftPlus();
            case IDENTITY -> new ActivationIdentity();
        };
    }

    /**
     * @param objective the loss; class weights are applied only if each class has an output
     * @param outputs O, the number of outputs
     */
    static ILossFunction loss(Objective objective, int outputs) {
        return switch (objective.loss()) {
            case HALF_SQUARED_ERROR -> new LossL2(Nd4jArrays.row(outputs, 0.5));
            case MEAN_SQUARED_ERROR -> new LossMSE(); // divides by O itself
            case BINARY_CROSS_ENTROPY -> new LossBinaryXENT(CLIP, Nd4jArrays.row(outputs, 1.0 / outputs));
            case CATEGORICAL_CROSS_ENTROPY ->
                new LossMCXENT(
                        CLIP,
                        objective instanceof WeightedLoss weighted
                                ? Nd4jArrays.of(Matrix.rowOf(weighted.classWeights().stream()
                                        .mapToDouble(Double::doubleValue)
                                        .toArray()))
                                : null);
            case HUBER -> new HuberLoss(outputs);
        };
    }

    /**
     * The weight of each row, which is that of its class, or 1 if the objective has no class weights. With a single output the classes are target 0 and
     * target 1.
     *
     * @param t targets, (N, O): one-hot rows, or 0 and 1
     * @return (N, 1)
     */
    static Matrix rowWeights(Objective objective, Matrix t) {
        if (!(objective instanceof WeightedLoss weighted)) {
            return Matrix.zeros(t.rows(), 1).map(v -> 1);
        }
        List<Double> ofClasses = weighted.classWeights();
        Matrix weights = Matrix.zeros(t.rows(), 1);
        for (int n = 0; n < t.rows(); n++) {
            double weight = t.columns() == 1 ? (1 - t.get(n, 0)) * ofClasses.get(0) : 0;
            for (int c = 0; c < t.columns(); c++) {
                weight += t.get(n, c) * ofClasses.get(t.columns() == 1 ? 1 : c);
            }
            weights.data()[n] = weight;
        }
        return weights;
    }
}
