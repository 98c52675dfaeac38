package dev.crosscheck.proof.twin;

import dev.crosscheck.nn.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The digit network of course section 5, built only from DL4J's own parts, in double: a {@code DenseLayer} with ReLU for each hidden layer, an
 * {@code OutputLayer} with softmax and mean cross-entropy, and {@code Adam}.
 *
 * <p>It is the reference for every trainer of this network, so it shares nothing with them: it takes raw bytes, normalises pixels and encodes labels
 * itself. N is the number of images of a batch, I of pixels, H of hidden units, C of classes. Flat arrays have DL4J's order: W1 (I, H) column by
 * column, b1 (H), W2 column by column, b2, and so on.
 *
 * <p>Needs ND4J started. Arrays go in and out as copies.
 */
public final class DigitTwin {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final FlatParameters layout;
    private final MultiLayerNetwork network;

    /**
     * Loss and gradient at given parameters for one batch.
     *
     * @param loss the mean over the batch
     * @param gradient dLoss/dθ, flat
     * @param nearest for each hidden layer, the smallest magnitude of each ReLU's input in the batch, (H)
     */
    public record Derivative(double loss, double[] gradient, List<double[]> nearest) {}

    /**
     * @param start W1 (I, H), b1 (1, H), and so on to the output layer; unchanged
     * @param learningRate Adam's η; β1 = 0.9, β2 = 0.999 and ε = 1e-8, added to the raw root, are fixed
     */
    public DigitTwin(Parameters start, double learningRate) {
        List<Integer> sizes = new ArrayList<>(List.of(start.weights(1).rows()));
        for (int k = 1; k <= start.layers(); k++) {
            sizes.add(start.weights(k).columns());
        }
        layout = new FlatParameters(sizes);
        network = NetworkTwin.stock(
                sizes,
                k -> k < start.layers() ? new ActivationReLU() : new ActivationSoftmax(),
                new LossMCXENT(),
                new Adam(learningRate, BETA1, BETA2, EPSILON));
        setParameters(layout.flatten(start));
    }

    /** @return the layout of flat parameters and gradients */
    public FlatParameters layout() {
        return layout;
    }

    private int inputs() {
        return layout.sizes().get(0);
    }

    private int classes() {
        return layout.sizes().get(layout.sizes().size() - 1);
    }

    private void setParameters(double[] flat) {
        network.setParams(Nd4j.createFromArray(flat));
    }

    /** @return the current parameters, flat */
    double[] parameters() {
        return network.params().toDoubleVector();
    }

    /**
     * Does a step of DL4J's own training.
     *
     * @param pixels (N, I), 0 to 255 unsigned, image by image
     * @param labels (N), 0 to C - 1
     * @return the mean loss over the batch, before the update
     */
    public double step(byte[] pixels, int[] labels) {
        try (INDArray x = images(pixels);
                INDArray t = oneHot(labels)) {
            network.fit(x, t);
        }
        return network.score();
    }

    /**
     * Computes loss and gradients by DL4J's layers, without a step.
     *
     * @param parameters θ, flat
     * @param pixels (N, I)
     * @param labels (N)
     */
    public Derivative differentiate(double[] parameters, byte[] pixels, int[] labels) {
        setParameters(parameters);
        try (INDArray x = images(pixels);
                INDArray t = oneHot(labels)) {
            network.setInput(x);
            network.setLabels(t);
            network.computeGradientAndScore();
            double[] gradient = network.getFlattenedGradients()
                    .div(labels.length)
                    .toDoubleVector(); // DL4J's gradient is the sum over the batch
            network.clear();
            return new Derivative(network.score(), gradient, nearest(x));
        }
    }

    private List<double[]> nearest(INDArray x) {
        List<double[]> nearest = new ArrayList<>();
        INDArray a = x;
        for (int k = 0; k < layout.sizes().size() - 2; k++) {
            INDArray z = a.mmul(network.getParam(k + "_W")).addiRowVector(network.getParam(k + "_b"));
            nearest.add(Transforms.abs(z).min(0).toDoubleVector());
            a = Transforms.max(z, 0, false);
        }
        return nearest;
    }

    private INDArray images(byte[] pixels) {
        return Nd4j.create(normalised(pixels), new long[] {pixels.length / inputs(), inputs()}, 'c');
    }

    private INDArray oneHot(int[] labels) {
        double[][] rows = new double[labels.length][classes()];
        for (int n = 0; n < labels.length; n++) {
            rows[n][labels[n]] = 1;
        }
        return Nd4j.create(rows);
    }

    /** @return {@code (p/255 - 0.1307)/0.3081} for each pixel p, 0 to 255 unsigned */
    public static double[] normalised(byte[] pixels) {
        double[] normalised = new double[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            normalised[i] = (Byte.toUnsignedInt(pixels[i]) / 255.0 - 0.1307) / 0.3081;
        }
        return normalised;
    }
}
