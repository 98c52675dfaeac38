package dev.crosscheck.train.dl4j;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.device.Device;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.byhand.Team;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Trains with DL4J's {@code fit}, one batch per call, on the device on which ND4J was started. */
public final class Dl4jTrainer implements Trainer {
    /**
     * Steps of DL4J's own layers leave so many references to native memory that after a few epochs steps take half as long again, unless a
     * full garbage collection (some 35 ms) clears them. Those of {@code layers} leave few, which the JVM's own collections clear.
     */
    private static final int STEPS_BETWEEN_COLLECTIONS = 1000;

    /** Examples that are answered at a time (course section 5). */
    private static final int ROWS = 1000;

    /** Largest number of values in a batch, 64 MiB of floats: batches of images with more than 16,777 pixels have fewer examples. */
    private static final int MOST_NUMBERS = 1 << 24;

    private final Device device;
    private final MultiLayerNetwork network;
    private final Batches batches;
    private final BatchArrays arrays;
    private final int threads;
    private final boolean collects;
    private double learningRate;

    /**
     * @param plan the network to train
     * @param device on which ND4J was started
     * @param network in its initial state
     * @param batches examples to learn from
     * @param threads of layers that call the engine's kernels
     */
    Dl4jTrainer(DenseNetwork plan, Device device, MultiLayerNetwork network, Batches batches, int threads) {
        this.device = device;
        this.network = network;
        this.batches = batches;
        this.threads = threads;
        this.collects = !DenseNetwork.looksUp(network);
        learningRate = plan.learningRate();
        arrays = BatchArrays.forTraining(network, device, batches);
    }

    @Override
    public double step(int[] order, int index, double rate) {
        if (rate != learningRate) {
            DenseNetwork.setLearningRate(network, rate);
            learningRate = rate;
        }
        Team.use(threads);
        arrays.load(batches, order, index);
        double penalty =
                network.calcRegularizationScore(true); // part of DL4J's score besides the loss; 0 without weight decay
        network.fit(arrays.features(), arrays.labels());
        if (collects && network.getIterationCount() % STEPS_BETWEEN_COLLECTIONS == 0) {
            System.gc();
        }
        return network.score() - penalty;
    }

    @Override
    public float[] probabilities(Examples examples) {
        Team.use(threads);
        int size = Math.max(1, Math.min(ROWS, MOST_NUMBERS / examples.features()));
        int outputs = examples.outputs();
        Batches tested = new Batches(examples, size);
        int[] order = tested.inOrder();
        float[] probabilities = new float[Math.multiplyExact(examples.size(), outputs)];
        try (BatchArrays batch = BatchArrays.of(network, device, tested)) {
            for (int i = 0; i < tested.count(); i++) {
                batch.load(tested, order, i);
                INDArray output = network.output(batch.features());
                float[] values = output.ravel().toFloatVector();
                System.arraycopy(values, 0, probabilities, i * size * outputs, values.length);
            }
        }
        return probabilities;
    }

    @Override
    public NetworkState state(int epochs) {
        NetworkState state = DenseNetwork.state(network);
        return new NetworkState(state.parameters(), state.moments(), state.steps(), epochs);
    }

    @Override
    public void close() {
        arrays.close();
        Team.rest();
    }
}
