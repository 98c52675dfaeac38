package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Mnist;
import dev.crosscheck.device.Device;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Trains the digit network without testing it, to measure what an epoch takes: shuffle, gathering, normalising and steps.
 *
 * <p>For {@link Way#DL4J} ND4J must be started on the CPU before; for {@link Way#DL4J_AS_IT_COMES} it must not be.
 */
public final class EpochTimer implements AutoCloseable {
    private final TrainingConfig config;
    private final Batches batches;
    private final Learner learner;
    private int epoch;

    /** How the network is trained. */
    public enum Way {
        /** What {@code train} does on the CPU with DL4J. */
        DL4J,
        /** DL4J's own layers and updater, fed from the same arrays. */
        DL4J_AS_IT_COMES
    }

    /**
     * Makes the network, from the seed.
     *
     * @param way how it is trained
     * @param config batch size, hidden units, learning rate and seed; epochs do not matter
     * @param images what an epoch goes through
     */
    public EpochTimer(Way way, TrainingConfig config, ImageSet images) {
        this.config = config;
        batches = new Batches(images, config.batchSize());
        MultiLayerNetwork start =
                DigitNetwork.stock(images.features(), config.hidden(), Mnist.CLASSES, config.learningRate());
        DigitNetwork.initialise(start, config.seed());
        int batchSize = Math.min(config.batchSize(), images.size());
        learner = switch (way) {
            case DL4J -> new Dl4jLearner(Device.CPU, start, batchSize);
            case DL4J_AS_IT_COMES -> Dl4jLearner.asItComes(start, batchSize);
        };
    }

    /**
     * Trains for an epoch.
     *
     * @return seconds that it took
     * @throws CrosscheckException if the last loss is not finite
     */
    public double epoch() {
        long start = System.nanoTime();
        steps(batches.count());
        return (System.nanoTime() - start) / 1e9;
    }

    /**
     * Does the first steps of an epoch.
     *
     * @param count how many, at least 1 and at most as many as an epoch has
     * @throws CrosscheckException if the last loss is not finite
     */
    public void steps(int count) {
        epoch++;
        int[] order = batches.shuffled(config.seed(), epoch);
        double loss = Double.NaN;
        for (int i = 0; i < count; i++) {
            loss = learner.step(batches, order, i, config.learningRate());
        }
        if (!Double.isFinite(loss)) {
            throw new CrosscheckException(
                    "The loss became " + loss + " in epoch " + epoch + ".", "Measure with MNIST or data like it.");
        }
    }

    /** Releases threads and native memory. */
    @Override
    public void close() {
        learner.close();
    }
}
