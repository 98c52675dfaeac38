package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Mnist;
import dev.crosscheck.device.Device;
import dev.crosscheck.train.dl4j.BatchArrays;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a network over a set of images, without gradients, in batches of 1,000 (course section 5). */
public final class Evaluator {
    private static final int BATCH = 1000;

    private Evaluator() {}

    /**
     * The network's probabilities.
     *
     * @param network with softmax output
     * @param device where ND4J runs
     * @param images what to classify
     * @return (images, classes), row-major
     */
    public static float[] probabilities(MultiLayerNetwork network, Device device, ImageSet images) {
        Batches batches = new Batches(images, BATCH);
        int[] order = batches.inOrder();
        float[] probabilities = new float[images.size() * Mnist.CLASSES];
        try (BatchArrays arrays = new BatchArrays(device, Math.min(BATCH, images.size()), images.features())) {
            for (int i = 0; i < batches.count(); i++) {
                arrays.load(batches, order, i);
                INDArray output = network.output(arrays.features());
                float[] values = output.ravel().toFloatVector();
                System.arraycopy(values, 0, probabilities, i * BATCH * Mnist.CLASSES, values.length);
            }
        }
        return probabilities;
    }

    /** The network's predictions on a labelled set, counted. */
    public static Evaluation evaluate(MultiLayerNetwork network, Device device, ImageSet images) {
        return Evaluation.of(probabilities(network, device, images), images.labels());
    }
}
