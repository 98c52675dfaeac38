package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.device.Device;
import dev.crosscheck.layers.Workers;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.BatchArrays;
import dev.crosscheck.train.dl4j.DigitNetwork;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Trains with DL4J's {@code fit}, one batch per call, on the device that ND4J was started on. */
public final class Dl4jTrainer implements Trainer {
    /**
     * At each step ND4J leaves references to native memory, which only a full collection clears (some 35 ms). Left to itself,
     * the JVM collects so seldom that after a few epochs steps take half as long again.
     */
    private static final int STEPS_BETWEEN_COLLECTIONS = 1000;

    private final Device device;
    private final MultiLayerNetwork network;
    private final Batches batches;
    private final BatchArrays arrays;
    private final boolean collects;
    private double learningRate;

    /**
     * Trains the network as it is.
     *
     * @param device what ND4J was started on
     * @param network the network to train, with its updater's state
     * @param batches what to learn from
     */
    Dl4jTrainer(Device device, MultiLayerNetwork network, Batches batches) {
        this(device, network, batches, true);
    }

    private Dl4jTrainer(Device device, MultiLayerNetwork network, Batches batches, boolean collects) {
        this.device = device;
        this.network = network;
        this.batches = batches;
        this.collects = collects;
        learningRate = network.getLearningRate(0);
        arrays = new BatchArrays(
                device,
                batches.largest(),
                DigitNetwork.inputs(network),
                batches.examples().outputs());
    }

    /**
     * Trains on the CPU with the tuned layers.
     *
     * @param start a network of DL4J's own layers, with updater state; unchanged
     * @param batches what to learn from
     * @param background the value of dark pixels, which are left out; null for none
     * @param threads threads that share the work, a setting of the whole process
     * @param epsilonPlacement what Adam's epsilon is added to
     */
    static Dl4jTrainer tuned(
            MultiLayerNetwork start, Batches batches, Float background, int threads, Adam.Epsilon epsilonPlacement) {
        Workers.use(threads);
        return new Dl4jTrainer(Device.CPU, DigitNetwork.toTuned(start, background, epsilonPlacement), batches, true);
    }

    /** Trains on the CPU with DL4J's own layers and leaves its memory to the JVM: what the tuned form is measured against. */
    public static Dl4jTrainer asItComes(MultiLayerNetwork start, Batches batches) {
        return new Dl4jTrainer(Device.CPU, start, batches, false);
    }

    @Override
    public double step(int[] order, int index, double rate) {
        if (rate != learningRate) {
            DigitNetwork.setLearningRate(network, rate);
            learningRate = rate;
        }
        arrays.load(batches, order, index);
        network.fit(arrays.features(), arrays.labels());
        if (collects && network.getIterationCount() % STEPS_BETWEEN_COLLECTIONS == 0) {
            System.gc();
        }
        return network.score();
    }

    @Override
    public float[] probabilities(Examples examples) {
        return Evaluator.probabilities(network, device, examples);
    }

    @Override
    public float[] firstLayer() {
        return network.getParam("0_W").dup('f').data().asFloat();
    }

    @Override
    public NetworkState state(int epochs) {
        MultiLayerNetwork stock = DigitNetwork.toStock(network, learningRate);
        stock.setEpochCount(epochs);
        return DigitNetwork.state(stock);
    }

    @Override
    public void close() {
        arrays.close();
    }
}
