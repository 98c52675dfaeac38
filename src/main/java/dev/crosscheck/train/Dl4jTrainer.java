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

/**
 * Trains with DL4J's {@code fit}, one batch a call, on the device that ND4J was started on.
 *
 * <p>Softmax cross-entropy, mean over the batch; Adam with ε on the raw √v, as DL4J places it ({@link FusedAdam}).
 */
public final class Dl4jTrainer implements Trainer {
    /**
     * ND4J leaves some 200 references with native memory behind them at each step, which only a full collection clears.
     * Left to itself the JVM copies them in ever longer young collections and grows the heap by 150 MB an epoch.
     */
    private static final int STEPS_BETWEEN_COLLECTIONS = 1000;

    private final Device device;

    /** @param device what ND4J was started on */
    public Dl4jTrainer(Device device) {
        this.device = device;
    }

    @Override
    public TrainingOutcome train(TrainingConfig config, Mnist data, RunListener listener, BooleanSupplier stop) {
        ImageSet images = data.train();
        MultiLayerNetwork network =
                DigitNetwork.create(device, images.features(), config.hidden(), Mnist.CLASSES, config.learningRate());
        DigitNetwork.initialise(network, config.seed());
        Run run = new Run(config, data, listener, stop, network);
        List<EpochMetrics> epochs = run.epochs();
        MultiLayerNetwork stock = DigitNetwork.toStock(network, config.learningRate());
        return new TrainingOutcome(stock, epochs, epochs.size() < config.epochs(), network.getIterationCount());
    }

    /** One run's loops. */
    private final class Run {
        private final TrainingConfig config;
        private final Mnist data;
        private final RunListener listener;
        private final BooleanSupplier stop;
        private final MultiLayerNetwork network;
        private final Batches batches;

        Run(TrainingConfig config, Mnist data, RunListener listener, BooleanSupplier stop, MultiLayerNetwork network) {
            this.config = config;
            this.data = data;
            this.listener = listener;
            this.stop = stop;
            this.network = network;
            this.batches = new Batches(data.train(), config.batchSize());
        }

        List<EpochMetrics> epochs() {
            List<EpochMetrics> done = new ArrayList<>();
            int largest = Math.min(config.batchSize(), data.train().size());
            try (BatchArrays arrays =
                    new BatchArrays(device, largest, data.train().features())) {
                for (int epoch = 1; epoch <= config.epochs(); epoch++) {
                    long start = System.nanoTime();
                    double loss = epoch(arrays, epoch);
                    if (stop.getAsBoolean()) {
                        break;
                    }
                    network.incrementEpochCount();
                    double seconds = (System.nanoTime() - start) / 1e9;
                    Evaluation test = Evaluator.evaluate(network, device, data.test());
                    requireFinite(test.loss(), "test loss", epoch, batches.count());
                    EpochMetrics metrics = new EpochMetrics(
                            epoch, loss, test, seconds, data.train().size() / seconds);
                    done.add(metrics);
                    listener.epoch(metrics);
                }
            }
            return done;
        }

        /** Trains for an epoch, or until told to stop; returns the mean loss over its examples. */
        private double epoch(BatchArrays arrays, int epoch) {
            int[] order = batches.shuffled(config.seed(), epoch);
            int seen = 0;
            double sum = 0;
            for (int i = 0; i < batches.count() && !stop.getAsBoolean(); i++) {
                arrays.load(batches, order, i);
                network.fit(arrays.features(), arrays.labels());
                if (network.getIterationCount() % STEPS_BETWEEN_COLLECTIONS == 0) {
                    System.gc();
                }
                double loss = network.score();
                requireFinite(loss, "loss", epoch, i + 1);
                sum += loss * arrays.size();
                seen += arrays.size();
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
