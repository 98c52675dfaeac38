package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Mnist;
import dev.crosscheck.device.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Trains the digit network. The same configuration, data and machine give the same parameters bit for bit on the CPU. */
public final class Trainer {
    private final Device device;
    private final TrainingMethod method;

    /**
     * @param device what ND4J was started on
     * @param method what does the steps
     */
    public Trainer(Device device, TrainingMethod method) {
        this.device = device;
        this.method = method;
    }

    /**
     * Trains from the start.
     *
     * @param config what to do
     * @param data what to learn from and test on
     * @param listener is told of every step and epoch
     * @param stop asked before each step; once true, training ends with what it has
     * @return the network and how it went
     * @throws CrosscheckException if the loss stops being finite
     */
    public TrainingOutcome train(TrainingConfig config, Mnist data, RunListener listener, BooleanSupplier stop) {
        ImageSet images = data.train();
        MultiLayerNetwork start =
                DigitNetwork.stock(images.features(), config.hidden(), Mnist.CLASSES, config.learningRate());
        DigitNetwork.initialise(start, config.seed());
        Batches batches = new Batches(images, config.batchSize());
        try (Learner learner = method.learner(device, start, batches)) {
            return new Run(config, data, listener, stop, learner, batches).outcome();
        }
    }

    /** One run's loops. */
    private final class Run {
        private final TrainingConfig config;
        private final Mnist data;
        private final RunListener listener;
        private final BooleanSupplier stop;
        private final Learner learner;
        private final Batches batches;
        private int steps;

        Run(
                TrainingConfig config,
                Mnist data,
                RunListener listener,
                BooleanSupplier stop,
                Learner learner,
                Batches batches) {
            this.config = config;
            this.data = data;
            this.listener = listener;
            this.stop = stop;
            this.learner = learner;
            this.batches = batches;
        }

        TrainingOutcome outcome() {
            List<EpochMetrics> done = new ArrayList<>();
            for (int epoch = 1; epoch <= config.epochs(); epoch++) {
                long start = System.nanoTime();
                double loss = epoch(epoch);
                if (stop.getAsBoolean()) {
                    break;
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                Evaluation test = Evaluator.evaluate(learner.network(), device, data.test());
                requireFinite(test.loss(), "test loss", epoch, batches.count());
                EpochMetrics metrics = new EpochMetrics(
                        epoch, loss, test, seconds, data.train().size() / seconds);
                done.add(metrics);
                listener.epoch(metrics);
            }
            MultiLayerNetwork network = learner.snapshot();
            network.setEpochCount(done.size());
            return new TrainingOutcome(network, done, done.size() < config.epochs(), steps);
        }

        /** Trains for an epoch, or until told to stop; returns the mean loss over its examples. */
        private double epoch(int epoch) {
            int[] order = batches.shuffled(config.seed(), epoch);
            int seen = 0;
            double sum = 0;
            for (int i = 0; i < batches.count() && !stop.getAsBoolean(); i++) {
                double loss = learner.step(order, i, config.learningRate());
                steps++;
                requireFinite(loss, "loss", epoch, i + 1);
                sum += loss * batches.size(i);
                seen += batches.size(i);
                listener.step(new StepMetrics(epoch, i + 1, seen, order.length, loss));
            }
            return sum / seen;
        }

        private void requireFinite(double loss, String name, int epoch, int batch) {
            if (!Double.isFinite(loss)) {
                throw new CrosscheckException(
                        String.format(
                                Locale.ROOT,
                                "The %s became %s in epoch %d, batch %d, with --lr %s.",
                                name,
                                loss,
                                epoch,
                                batch,
                                config.learningRate()),
                        "Try a lower --lr; 0.001 suits this network.");
            }
        }
    }
}
