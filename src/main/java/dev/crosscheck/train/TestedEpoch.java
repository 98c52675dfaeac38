package dev.crosscheck.train;

import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.NetworkSpec;
import java.util.Arrays;
import java.util.List;

/**
 * An epoch that has just ended, with the results of its test.
 *
 * @param metrics its losses and times
 * @param probabilities the network's probabilities for the test images, (images, classes), row-major
 * @param firstLayers from {@link #firstLayers}
 */
public record TestedEpoch(EpochMetrics metrics, float[] probabilities, float[] firstLayers) {

    /**
     * @param parameters of a network, in the order of its file
     * @return the first layer's weights, (H, I); of a network with convolutions all parameters of these
     */
    public static float[] firstLayers(NetworkSpec network, float[] parameters) {
        List<Layer> convolutions = network.convolutions();
        long count = convolutions.isEmpty()
                ? network.layers().get(0).weights()
                : convolutions.stream().mapToLong(Layer::parameters).sum();
        return Arrays.copyOf(parameters, (int) count);
    }
}
