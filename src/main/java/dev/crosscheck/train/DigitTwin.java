package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Adam;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The digit network as DL4J trains it on the CPU, from given parameters, one step a call: the twin of the hand-written one.
 */
public final class DigitTwin implements AutoCloseable {
    private final MultiLayerNetwork network;
    private final BatchArrays arrays;

    /**
     * @param start W1 (I, H), b1 (1, H), W2 (H, C), b2 (1, C), rounded to float here; unchanged
     * @param batchSize most images in a step
     * @param learningRate Adam's
     * @param home what Adam's epsilon is added to
     */
    public DigitTwin(Parameters start, int batchSize, double learningRate, Adam.Epsilon home) {
        Matrix first = start.weights(1);
        Matrix last = start.weights(2);
        network = DigitNetwork.tuned(first.rows(), first.columns(), last.columns(), learningRate, home);
        DigitNetwork.assign(network, start);
        arrays = new BatchArrays(Device.CPU, batchSize, first.rows());
    }

    /**
     * Does a step of training.
     *
     * @param batches where images come from
     * @param order the epoch's order
     * @param index which batch of it
     * @return the batch's mean loss, before the update
     */
    public double step(Batches batches, int[] order, int index) {
        arrays.load(batches, order, index);
        network.fit(arrays.features(), arrays.labels());
        return network.score();
    }

    /** @return a copy of the parameters, in the shapes of those it started from */
    public Parameters parameters() {
        return NetworkParameters.of(network);
    }

    /** @return the network's answers on a labelled set, counted */
    public Evaluation evaluate(ImageSet images) {
        return Evaluator.evaluate(network, Device.CPU, images);
    }

    @Override
    public void close() {
        arrays.close();
    }
}
