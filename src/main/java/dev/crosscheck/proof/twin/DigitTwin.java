package dev.crosscheck.proof.twin;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Adam.Epsilon;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
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
    private final double learningRate;
    private final Epsilon epsilonPlacement;
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
     * @param learningRate Adam's η; β1 = 0.9, β2 = 0.999 and ε = 1e-8 are fixed
     * @param epsilonPlacement the root that ε is added to
     */
    public DigitTwin(Parameters start, double learningRate, Epsilon epsilonPlacement) {
        List<Integer> sizes = new ArrayList<>(List.of(start.weights(1).rows()));
        for (int k = 1; k <= start.layers(); k++) {
            sizes.add(start.weights(k).columns());
        }
        this.layout = new FlatParameters(sizes);
        this.learningRate = learningRate;
        this.epsilonPlacement = epsilonPlacement;
        ListBuilder layers = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .updater(adam())
                .list();
        for (int k = 1; k < start.layers(); k++) {
            layers.layer(new DenseLayer.Builder()
                    .nIn(sizes.get(k - 1))
                    .nOut(sizes.get(k))
                    .activation(Activation.RELU)
                    .build());
        }
        layers.layer(new OutputLayer.Builder(LossFunction.MCXENT)
                .nIn(sizes.get(start.layers() - 1))
                .nOut(classes())
                .activation(Activation.SOFTMAX)
                .build());
        this.network = new MultiLayerNetwork(layers.build());
        network.init();
        setParameters(layout.flatten(start));
    }

    private int inputs() {
        return layout.sizes().get(0);
    }

    private int classes() {
        return layout.sizes().get(layout.sizes().size() - 1);
    }

    private Adam adam() {
        return new Adam(learningRate, BETA1, BETA2, EPSILON);
    }

    private void setParameters(double[] flat) {
        network.setParams(Nd4j.createFromArray(flat));
    }

    /** @return the parameters, in the shapes of the initial ones */
    public Parameters parameters() {
        return new Parameters(layout.matrices(network.params().toDoubleVector(), 1));
    }

    /**
     * Does a step of DL4J's own training.
     *
     * @param pixels (N, I), 0 to 255 unsigned, image by image
     * @param labels (N), 0 to C - 1
     * @return the mean loss over the batch, before the update
     */
    public double step(byte[] pixels, int[] labels) {
        if (epsilonPlacement == Epsilon.ON_CORRECTED) {
            moveEpsilon();
        }
        try (INDArray x = images(pixels);
                INDArray t = oneHot(labels)) {
            network.fit(x, t);
        }
        return network.score();
    }

    /**
     * Sets ε for the next step. DL4J's Adam adds ε to the raw √v. Adding it to the corrected √v/√(1-β2ᵗ) is the same formula with {@code ε √(1-β2ᵗ)} in
     * place of ε, and DL4J reads ε again at each step.
     */
    private void moveEpsilon() {
        double t = network.getIterationCount() + 1.0;
        ((MultiLayerUpdater) network.getUpdater())
                .getUpdaterBlocks()
                .forEach(block -> ((Adam) block.getGradientUpdater().getConfig())
                        .setEpsilon(EPSILON * Math.sqrt(1 - Math.pow(BETA2, t))));
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

    /**
     * @param pixels (N, I)
     * @return the probability of each class for each image, (N, C)
     */
    public Matrix probabilities(byte[] pixels) {
        try (INDArray x = images(pixels)) {
            return Nd4jArrays.matrix(network.output(x));
        }
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
