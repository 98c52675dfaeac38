package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.device.Device;
import dev.crosscheck.train.Dl4jTrainer;
import dev.crosscheck.train.GpuStart;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.DenseNetwork;
import java.util.Arrays;

/**
 * Trains a network without testing it, to measure an epoch's time: shuffle, gathering, normalising and steps.
 */
public final class EpochTimer implements AutoCloseable {
    private final TrainingConfig config;
    private final Batches batches;
    private final Trainer trainer;
    private int epoch;

    private EpochTimer(TrainingConfig config, Batches batches, Trainer trainer) {
        this.config = config;
        this.batches = batches;
        this.trainer = trainer;
    }

    /**
     * Trains as {@code train} does on the CPU; ND4J must be started.
     *
     * @param method what does the steps
     * @param config seed, batch size, learning rate and network; the rest does not matter
     * @param examples those of an epoch
     */
    public static EpochTimer of(TrainingMethod method, TrainingConfig config, Examples examples) {
        Batches batches = new Batches(examples, config.training().batch());
        return new EpochTimer(
                config, batches, method.newTrainer(Device.CPU, config.setup(), start(config, examples), batches));
    }

    /** The same on a GPU by hand, which has proved itself then. */
    public static EpochTimer onGpu(Gpu gpu, TrainingConfig config, Examples examples) {
        GpuStart proved = GpuStart.of(gpu, config, examples);
        return new EpochTimer(config, new Batches(examples, config.training().batch()), proved.trainer());
    }

    /** The same with DL4J's own layers and updater, with ND4J as it starts by default. */
    public static EpochTimer asItComes(TrainingConfig config, Examples examples) {
        Batches batches = new Batches(examples, config.training().batch());
        return new EpochTimer(
                config,
                batches,
                Dl4jTrainer.asItComes(
                        new DenseNetwork(TrainingMethod.known(config.setup(), examples)),
                        start(config, examples),
                        batches));
    }

    private static NetworkState start(TrainingConfig config, Examples examples) {
        return new TrainingStart.Seed().state(config, examples);
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
        int[] order = batches.shuffled(config.training().seed(), epoch);
        double loss = Double.NaN;
        for (int done = 0; done < count; ) {
            double[] rates = new double[Math.min(trainer.stepsAtOnce(), count - done)];
            Arrays.fill(rates, config.learningRate());
            double[] losses = trainer.steps(order, done, rates);
            done += losses.length;
            loss = losses[losses.length - 1];
        }
        if (!Double.isFinite(loss)) {
            throw new CrosscheckException(
                    "The loss became " + loss + " in epoch " + epoch + ".", "Measure with MNIST or data like it.");
        }
    }

    /** @return the network's outputs for some examples, row-major */
    public float[] outputs(Examples some) {
        return trainer.probabilities(some);
    }

    /** Releases threads and native memory. */
    @Override
    public void close() {
        trainer.close();
    }
}
