package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.optim.Adam;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Learns with DL4J's {@code fit}, one batch a call, on the device that ND4J was started on. */
final class Dl4jLearner implements Learner {
    /**
     * ND4J leaves some 200 references with native memory behind them at each step, which only a full collection clears.
     * Left to itself the JVM copies them in ever longer young collections and grows the heap by 150 MB an epoch.
     */
    private static final int STEPS_BETWEEN_COLLECTIONS = 1000;

    private final Device device;
    private final MultiLayerNetwork network;
    private final Batches batches;
    private final BatchArrays arrays;
    private final boolean collects;
    private double learningRate;

    /**
     * @param device what ND4J was started on
     * @param start in DL4J's own parts, with updater state; unchanged
     * @param batches what to learn from
     * @param home what Adam's epsilon is added to; on CUDA it is always the raw root
     */
    Dl4jLearner(Device device, MultiLayerNetwork start, Batches batches, Adam.Epsilon home) {
        this(device, device == Device.CPU ? DigitNetwork.toTuned(start, home) : start.clone(), batches, true);
    }

    private Dl4jLearner(Device device, MultiLayerNetwork network, Batches batches, boolean collects) {
        this.device = device;
        this.network = network;
        this.batches = batches;
        this.collects = collects;
        learningRate = network.getLearningRate(0);
        arrays = new BatchArrays(device, batches.largest(), DigitNetwork.inputs(network));
    }

    /** Learns on the CPU with DL4J's own parts, and leaves its memory to the JVM: what the fast form is measured against. */
    static Dl4jLearner asItComes(MultiLayerNetwork start, Batches batches) {
        return new Dl4jLearner(Device.CPU, start, batches, false);
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
    public float[] probabilities(ImageSet images) {
        return Evaluator.probabilities(network, device, images);
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
