package dev.crosscheck.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.device.Nd4jRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The input and output layers against DL4J's own, gradient by gradient. */
class LayersTest {
    static final float BACKGROUND = -0.42f;

    /** Numbers of size one, sums of up to 784 of them in another order: some units in float's last place. */
    private static final float RELATIVE = 2e-5f;

    @BeforeAll
    static void start() {
        Nd4jRuntime.startOnCpu();
    }

    @AfterEach
    void allCores() {
        Workers.use(Runtime.getRuntime().availableProcessors());
    }

    /** Every shape whose edges differ: less than a vector, no multiple of one, several pieces of units, of rows, of inputs. */
    static Stream<Arguments> shapes() {
        List<Arguments> all = new ArrayList<>();
        for (int[] shape : new int[][] {{784, 256, 10, 64}, {784, 100, 10, 20}, {30, 3, 2, 1}, {57, 67, 17, 9}}) {
            for (double lit : new double[] {0, 0.2, 1}) {
                for (Float background : new Float[] {null, BACKGROUND}) {
                    all.add(Arguments.of(shape, lit, background));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void lossAndEachGradientAreThoseOfDl4jsLayers(int[] shape, double lit, Float background) {
        MultiLayerNetwork stock = network(stockLayers(shape), true);
        MultiLayerNetwork ours = network(ourLayers(shape, background), true);
        MultiLayerNetwork means = network(ourLayers(shape, background), false);
        DataSet batch = batch(shape, lit);
        stock.getParam("0_b").addi(0.1);
        stock.getParam("1_b").putScalar(1, 0.2);
        for (MultiLayerNetwork network : List.of(stock, ours, means)) {
            copy(stock, network);
            gradients(network, batch);
        }
        int n = shape[3];
        for (String name : stock.paramTable().keySet()) {
            INDArray expected = stock.gradient().gradientForVariable().get(name);
            assertClose(name, expected, ours.gradient().gradientForVariable().get(name));
            assertClose(
                    name + ", mean",
                    expected.div(n),
                    means.gradient().gradientForVariable().get(name));
        }
        assertEquals(stock.score(), ours.score(), 1e-5 * Math.abs(stock.score()), "loss");
        assertEquals(stock.score(), means.score(), 1e-5 * Math.abs(stock.score()), "loss with means");
        assertClose("output", stock.output(batch.getFeatures()), ours.output(batch.getFeatures()));
        assertEquals(stock.score(batch), means.score(batch), 1e-5, "score without training");
        assertClose("score by example", stock.scoreExamples(batch, false), ours.scoreExamples(batch, false));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anyNumberOfThreadsGivesTheSameBits(boolean skips) {
        int[] shape = {784, 256, 10, 64};
        List<float[]> results = new ArrayList<>();
        for (int threads = 1; threads <= 4; threads++) {
            Workers.use(threads);
            MultiLayerNetwork network = network(ourLayers(shape, skips ? BACKGROUND : null), false);
            FusedAdam.install(network);
            for (int step = 0; step < 20; step++) {
                DataSet batch = batch(shape, 0.2);
                network.fit(batch.getFeatures(), batch.getLabels());
            }
            results.add(flat(network.params()));
            results.add(flat(network.getUpdater().getStateViewArray()));
        }
        for (int i = 2; i < results.size(); i++) {
            assertArrayEquals(results.get(i % 2), results.get(i), "threads " + (1 + i / 2));
        }
    }

    @Test
    void theLossOfACertainMistakeIsNotCutOff() {
        int[] shape = {4, 3, 2, 1};
        MultiLayerNetwork network = network(ourLayers(shape, null), true);
        network.params().assign(0);
        network.getParam("1_b")
                .assign(Nd4j.createFromArray(new float[] {100, -100}).reshape(1, 2));
        gradients(network, new DataSet(Nd4j.ones(1, 4), Nd4j.createFromArray(new float[][] {{0, 1}})));
        assertEquals(200, network.score(), 1e-4);
        assertArrayEquals(
                new float[] {1, -1},
                flat(network.gradient().gradientForVariable().get("1_b")));
    }

    static List<Layer> stockLayers(int[] shape) {
        return List.of(
                new DenseLayer.Builder()
                        .nIn(shape[0])
                        .nOut(shape[1])
                        .activation(Activation.RELU)
                        .build(),
                new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(shape[1])
                        .nOut(shape[2])
                        .activation(Activation.SOFTMAX)
                        .build());
    }

    static List<Layer> ourLayers(int[] shape, Float background) {
        return List.of(
                background == null
                        ? new InputDense(shape[0], shape[1])
                        : new InputDense(shape[0], shape[1], background),
                new SoftmaxOutput(shape[1], shape[2]));
    }

    static MultiLayerNetwork network(List<Layer> layers, boolean divides) {
        return initialised(builder().miniBatch(divides), layers);
    }

    static NeuralNetConfiguration.Builder builder() {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.FLOAT)
                .updater(new Adam(0.001));
    }

    static MultiLayerNetwork initialised(NeuralNetConfiguration.Builder builder, List<Layer> layers) {
        MultiLayerNetwork network =
                new MultiLayerNetwork(builder.list(layers.toArray(Layer[]::new)).build());
        network.init();
        return network;
    }

    private static void copy(MultiLayerNetwork from, MultiLayerNetwork to) {
        from.paramTable().forEach((name, values) -> to.getParam(name).assign(values));
    }

    static void gradients(MultiLayerNetwork network, DataSet batch) {
        network.setInput(batch.getFeatures());
        network.setLabels(batch.getLabels());
        network.computeGradientAndScore();
    }

    /** Inputs of which a share differs from the background, and labels that are probabilities. */
    static DataSet batch(int[] shape, double lit) {
        SplittableRandom random = new SplittableRandom(11);
        INDArray x = Nd4j.create(DataType.FLOAT, shape[3], shape[0]);
        INDArray t = Nd4j.create(DataType.FLOAT, shape[3], shape[2]);
        for (int row = 0; row < shape[3]; row++) {
            for (int i = 0; i < shape[0]; i++) {
                x.putScalar(row, i, random.nextDouble() < lit ? random.nextDouble(-1, 2) : BACKGROUND);
            }
            t.putScalar(row, random.nextInt(shape[2]), 0.75);
            int other = random.nextInt(shape[2]);
            t.putScalar(row, other, t.getDouble(row, other) + 0.25);
        }
        return new DataSet(x, t);
    }

    static void assertClose(String name, INDArray expected, INDArray actual) {
        assertArrayEquals(expected.shape(), actual.shape(), name);
        float allowed = RELATIVE * Math.max(1e-3f, expected.amaxNumber().floatValue());
        assertArrayEquals(flat(expected), flat(actual), allowed, name);
    }

    static float[] flat(INDArray array) {
        return array.dup('c').data().asFloat();
    }
}
