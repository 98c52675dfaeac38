package dev.crosscheck.train.dl4j;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.device.Device;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a network over examples without gradients, in batches of 1,000, or fewer if these would be too large (course section 5). */
public final class Evaluator {
    private static final int BATCH = 1000;

    /** Largest number of values in a batch, 64 MiB of floats: batches of images with more than 16,777 pixels have fewer examples. */
    private static final int MOST_NUMBERS = 1 << 24;

    private Evaluator() {}

    /**
     * Computes the network's probabilities.
     *
     * @param network with softmax output
     * @param device where ND4J runs
     * @param examples to run it on
     * @return (examples, outputs), row-major
     */
    public static float[] probabilities(MultiLayerNetwork network, Device device, Examples examples) {
        int size = Math.max(1, Math.min(BATCH, MOST_NUMBERS / examples.features()));
        int outputs = examples.outputs();
        Batches batches = new Batches(examples, size);
        int[] order = batches.inOrder();
        float[] probabilities = new float[Math.multiplyExact(examples.size(), outputs)];
        try (BatchArrays arrays = BatchArrays.of(network, device, batches)) {
            for (int i = 0; i < batches.count(); i++) {
                arrays.load(batches, order, i);
                INDArray output = network.output(arrays.features());
                float[] values = output.ravel().toFloatVector();
                System.arraycopy(values, 0, probabilities, i * size * outputs, values.length);
            }
        }
        return probabilities;
    }
}
