package dev.crosscheck.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.train.Nd4jTest;
import dev.crosscheck.train.byhand.Team;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The input and output layers against DL4J's own, gradient by gradient. */
class LayersTest extends Nd4jTest {
    private static final Normalisation PIXELS = Normalisation.MNIST;

    /** Numbers of size one, sums of up to 784 of them in another order: some units in float's last place. */
    private static final float RELATIVE = 2e-5f;

    @AfterEach
    void allCores() {
        Team.use(Runtime.getRuntime().availableProcessors());
    }

    /** Every shape whose edges differ: less than a vector, no multiple of one, several pieces of units, of rows, of inputs. */
    static Stream<Arguments> shapes() {
        List<Arguments> all = new ArrayList<>();
        for (int[] shape : new int[][] {{784, 256, 10, 64}, {784, 100, 10, 20}, {30, 3, 2, 1}, {57, 67, 17, 9}}) {
            all.add(Arguments.of(shape, 0.2, false));
            all.add(Arguments.of(shape, 0.2, true));
        }
        for (double lit : new double[] {0, 1}) {
            all.add(Arguments.of(new int[] {57, 67, 17, 9}, lit, true));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void lossAndEachGradientAreThoseOfDl4jsLayers(int[] shape, double lit, boolean pixels) {
        MultiLayerNetwork stock = network(stockLayers(shape), true);
        MultiLayerNetwork ours = network(ourLayers(shape, pixels), true);
        MultiLayerNetwork means = network(ourLayers(shape, pixels), false);
        DataSet batch = batch(shape, lit, false);
        DataSet asPixels = batch(shape, lit, pixels);
        stock.getParam("0_b").addi(0.1);
        stock.getParam("1_b").putScalar(1, 0.2);
        for (MultiLayerNetwork network : List.of(stock, ours, means)) {
            copy(stock, network);
            gradients(network, network == stock ? batch : asPixels);
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
        assertClose("output", stock.output(batch.getFeatures()), ours.output(asPixels.getFeatures()));
        assertEquals(stock.score(batch), means.score(asPixels), 1e-5, "score without training");
        assertClose("score by example", stock.scoreExamples(batch, false), ours.scoreExamples(asPixels, false));
    }

    @Test
    void regularisationIsPartOfTheScore() {
        int[] shape = {57, 67, 17, 9};
        DataSet batch = batch(shape, 0.2, false);
        MultiLayerNetwork stock = initialised(builder().l2(0.1), stockLayers(shape));
        MultiLayerNetwork ours = initialised(builder().l2(0.1), ourLayers(shape, false));
        copy(stock, ours);
        gradients(stock, batch);
        gradients(ours, batch);
        assertTrue(stock.calcRegularizationScore(true) > 1);
        assertEquals(stock.score(), ours.score(), 1e-5 * stock.score());
        assertEquals(stock.score(batch), ours.score(batch), 1e-5 * stock.score(batch), "without training");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anyNumberOfThreadsGivesTheSameBits(boolean pixels) {
        int[] shape = {784, 256, 10, 64};
        DataSet batch = batch(shape, 0.2, pixels);
        List<float[]> results = new ArrayList<>();
        for (int threads = 1; threads <= 3; threads++) {
            Team.use(threads);
            MultiLayerNetwork network = network(ourLayers(shape, pixels), false);
            FusedAdam.install(network);
            for (int step = 0; step < 5; step++) {
                network.fit(batch.getFeatures(), batch.getLabels());
            }
            results.add(flat(network.params()));
            results.add(flat(network.getUpdater().getStateViewArray()));
        }
        for (int i = 2; i < results.size(); i++) {
            assertArrayEquals(results.get(i % 2), results.get(i), "threads " + (1 + i / 2));
        }
    }

    /** With a listener the gradients go through DL4J's arrays, as with its own layers. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aListenerSeesTheGradientsAndChangesNoBit(boolean divides) {
        int[] shape = {57, 67, 17, 9};
        DataSet batch = batch(shape, 0.2, true);
        MultiLayerNetwork alone = network(ourLayers(shape, true), divides);
        MultiLayerNetwork watched = network(ourLayers(shape, true), divides);
        List<Double> seen = new ArrayList<>();
        watched.setListeners(new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
                seen.add(model.gradient().getGradientFor("0_W").amaxNumber().doubleValue());
            }
        });
        for (MultiLayerNetwork network : List.of(alone, watched)) {
            FusedAdam.install(network);
            for (int step = 0; step < 20; step++) {
                network.fit(batch.getFeatures(), batch.getLabels());
            }
        }
        assertEquals(20, seen.size());
        assertTrue(seen.stream().allMatch(largest -> largest > 1e-6), seen::toString);
        assertArrayEquals(flat(watched.params()), flat(alone.params()));
        assertArrayEquals(
                flat(watched.getUpdater().getStateViewArray()),
                flat(alone.getUpdater().getStateViewArray()));
    }

    /** A gradient that fit has used at once is not left beside those of an earlier pass, and no other pass changes parameters. */
    @Test
    void onlyFitUpdatesAndItLeavesNoOldGradients() {
        int[] shape = {57, 67, 17, 9};
        DataSet batch = batch(shape, 0.2, true);
        MultiLayerNetwork network = network(ourLayers(shape, true), true);
        FusedAdam.install(network);
        gradients(network, batch);
        network.fit(batch.getFeatures(), batch.getLabels());
        for (float gradient : flat(network.gradient().getGradientFor("0_W"))) {
            assertTrue(Float.isNaN(gradient));
        }
        INDArray noClass = batch.getLabels().mul(0.5);
        assertThrows(IllegalArgumentException.class, () -> network.fit(batch.getFeatures(), noClass));
        float[] before = flat(network.params());
        gradients(network, batch);
        assertArrayEquals(before, flat(network.params()));
        MultiLayerNetwork stock = network(ourLayers(shape, true), true);
        copy(network, stock);
        gradients(stock, batch);
        assertArrayEquals(
                flat(stock.gradient().getGradientFor("0_W")),
                flat(network.gradient().getGradientFor("0_W")));
    }

    /** Parameters that other code has changed count from the next step on; with keepParameters, if it is called again. */
    @Test
    void changedParametersCount() {
        int[] shape = {57, 67, 17, 9};
        DataSet batch = batch(shape, 0.2, true);
        List<float[]> results = new ArrayList<>();
        for (String way : List.of("reads", "reads again", "keeps")) {
            MultiLayerNetwork network = network(ourLayers(shape, true), true);
            FusedAdam adam = FusedAdam.install(network);
            if (!way.equals("reads")) {
                adam.keepParameters();
            }
            network.fit(batch.getFeatures(), batch.getLabels());
            network.getParam("0_W").muli(0.5);
            if (way.equals("reads again")) {
                adam.keepParameters();
            }
            network.fit(batch.getFeatures(), batch.getLabels());
            results.add(flat(network.params()));
        }
        assertArrayEquals(results.get(0), results.get(1));
        assertFalse(Arrays.equals(results.get(0), results.get(2)), "kept: the change is lost");
    }

    /** @return the same matrix as part of a larger one, whose first row is 0 */
    private static INDArray view(INDArray matrix) {
        INDArray zeros = Nd4j.create(matrix.dataType(), 1, matrix.size(1));
        return Nd4j.concat(0, zeros, matrix).get(NDArrayIndex.interval(1, matrix.size(0) + 1), NDArrayIndex.all());
    }

    /** Examples by number, twice in a batch too, in batches of several sizes, and in parts of larger arrays. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void examplesByNumberGiveTheSameBits(boolean pixels) {
        byte[] bytes = new byte[50 * 57];
        new SplittableRandom(2).nextBytes(bytes);
        ImageSet images = new ImageSet(bytes, new int[50], new ImageForm(1, 57, PIXELS, List.of()));
        MultiLayerNetwork direct = network(ourLayers(new int[] {57, 67, 17}, pixels), true);
        MultiLayerNetwork lookingUp = network(ourLayers(new int[] {57, 67, 17}, pixels), true);
        InputDense.lookUp(lookingUp, images);
        for (int[] numbers : new int[][] {{3, 49, 0}, {7, 7, 1, 2, 3, 4, 48, 5, 7}, {11}}) {
            INDArray x = Nd4j.create(pixels ? DataType.UINT8 : DataType.FLOAT, numbers.length, 57);
            INDArray t = Nd4j.create(DataType.FLOAT, numbers.length, 17);
            for (int row = 0; row < numbers.length; row++) {
                for (int i = 0; i < 57; i++) {
                    int pixel = bytes[numbers[row] * 57 + i] & 0xff;
                    x.putScalar(row, i, pixels ? pixel : PIXELS.of(pixel));
                }
                t.putScalar(row, row, 1);
            }
            INDArray column = Nd4j.createFromArray(numbers).reshape(numbers.length, 1);
            direct.fit(x, t);
            lookingUp.fit(column, t);
            assertEquals(direct.score(), lookingUp.score());
            assertArrayEquals(flat(direct.output(x)), flat(lookingUp.output(column)));
            assertArrayEquals(flat(direct.output(x)), flat(lookingUp.output(x)), "still takes them directly");
            assertArrayEquals(flat(direct.output(x)), flat(direct.output(view(x))));
            assertArrayEquals(flat(direct.output(x)), flat(lookingUp.output(view(column))));
        }
        assertArrayEquals(flat(direct.params()), flat(lookingUp.params()));
        for (INDArray wrong : List.of(Nd4j.createFromArray(50), Nd4j.createFromArray(-1), Nd4j.createFromArray(1, 2))) {
            INDArray row = wrong.reshape(1, wrong.length());
            assertThrows(IllegalArgumentException.class, () -> lookingUp.output(row), row::toString);
        }
    }

    private static List<Layer> stockLayers(int[] shape) {
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

    private static List<Layer> ourLayers(int[] shape, boolean pixels) {
        return List.of(
                pixels ? new InputDense(shape[0], shape[1], PIXELS) : new InputDense(shape[0], shape[1]),
                new SoftmaxOutput(shape[1], shape[2]));
    }

    private static MultiLayerNetwork network(List<Layer> layers, boolean divides) {
        return initialised(builder().miniBatch(divides), layers);
    }

    private static NeuralNetConfiguration.Builder builder() {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.FLOAT)
                .updater(new Adam(0.001));
    }

    private static MultiLayerNetwork initialised(NeuralNetConfiguration.Builder builder, List<Layer> layers) {
        MultiLayerNetwork network =
                new MultiLayerNetwork(builder.list(layers.toArray(Layer[]::new)).build());
        network.init();
        return network;
    }

    private static void copy(MultiLayerNetwork from, MultiLayerNetwork to) {
        from.paramTable().forEach((name, values) -> to.getParam(name).assign(values));
    }

    private static void gradients(MultiLayerNetwork network, DataSet batch) {
        network.setInput(batch.getFeatures());
        network.setLabels(batch.getLabels());
        network.computeGradientAndScore();
    }

    /** Images of which a share of the pixels is lit, as they are or normalised. */
    private static DataSet batch(int[] shape, double lit, boolean pixels) {
        SplittableRandom random = new SplittableRandom(11);
        INDArray x = Nd4j.create(pixels ? DataType.UINT8 : DataType.FLOAT, shape[3], shape[0]);
        INDArray t = Nd4j.create(DataType.FLOAT, shape[3], shape[2]);
        for (int row = 0; row < shape[3]; row++) {
            for (int i = 0; i < shape[0]; i++) {
                int pixel = random.nextDouble() < lit ? random.nextInt(1, 256) : 0;
                x.putScalar(row, i, pixels ? pixel : PIXELS.of(pixel));
            }
            t.putScalar(row, random.nextInt(shape[2]), 1);
        }
        return new DataSet(x, t);
    }

    private static void assertClose(String name, INDArray expected, INDArray actual) {
        assertArrayEquals(expected.shape(), actual.shape(), name);
        float allowed = RELATIVE * Math.max(1e-3f, expected.amaxNumber().floatValue());
        assertArrayEquals(flat(expected), flat(actual), allowed, name);
    }

    private static float[] flat(INDArray array) {
        return array.dup('c').data().asFloat();
    }

    @Test
    void aNetworkCanBeSavedReadAndCopied(@TempDir Path folder) throws Exception {
        int[] shape = {57, 67, 17, 9};
        MultiLayerNetwork network = network(ourLayers(shape, true), true);
        DataSet batch = batch(shape, 0.2, true);
        network.fit(batch.getFeatures(), batch.getLabels());
        MultiLayerConfiguration conf = network.getLayerWiseConfigurations();
        assertEquals(conf, MultiLayerConfiguration.fromJson(conf.toJson()));
        Path file = folder.resolve("model.zip");
        ModelSerializer.writeModel(network, file.toFile(), true);
        MultiLayerNetwork read = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
        for (MultiLayerNetwork other : List.of(read, network.clone())) {
            assertArrayEquals(flat(network.output(batch.getFeatures())), flat(other.output(batch.getFeatures())));
            other.fit(batch.getFeatures(), batch.getLabels());
        }
        assertArrayEquals(flat(read.params()), flat(read.params().dup()));
        network.fit(batch.getFeatures(), batch.getLabels());
        assertArrayEquals(flat(network.params()), flat(read.params()));
    }

    @Test
    void whatTheyCannotDoIsRefused() {
        int[] shape = {4, 3, 2, 1};
        for (Consumer<BaseLayer> given : List.<Consumer<BaseLayer>>of(
                layer -> layer.setIDropout(new Dropout(0.5)),
                layer -> layer.setActivationFn(Activation.TANH.getActivationFunction()),
                layer -> layer.setWeightNoise(new WeightNoise(new NormalDistribution(0, 1))))) {
            List<Layer> layers = ourLayers(shape, false);
            given.accept((BaseLayer) layers.get(0));
            assertThrows(IllegalArgumentException.class, () -> network(layers, true));
        }
        List<Layer> dropping = ourLayers(shape, false);
        dropping.get(1).setIDropout(new Dropout(0.5));
        assertThrows(IllegalArgumentException.class, () -> network(dropping, true));
        assertThrows(
                IllegalArgumentException.class,
                () -> initialised(builder().dataType(DataType.DOUBLE), ourLayers(shape, false)));
        INDArray ones = Nd4j.ones(1, 4);
        INDArray label = Nd4j.createFromArray(new float[][] {{0, 1}});
        MultiLayerNetwork masked = network(ourLayers(shape, false), true);
        assertThrows(IllegalStateException.class, () -> masked.fit(ones, label, null, Nd4j.ones(1, 1)));
        for (float[] t : new float[][] {{0.75f, 0.25f}, {0, 0}, {1, 1}, {0, 2}, {1, Float.NaN}}) {
            INDArray noClass = Nd4j.createFromArray(new float[][] {t});
            MultiLayerNetwork network = network(ourLayers(shape, false), true);
            assertThrows(IllegalArgumentException.class, () -> network.fit(ones, noClass));
        }
        MultiLayerNetwork pixels = network(ourLayers(shape, true), true);
        assertThrows(IllegalArgumentException.class, () -> pixels.output(ones), "numbers for pixels");
    }

    private static final float[] NUMBERS = {1, 2, 3, 4, 5, 6};

    private static void isCopied(INDArray array) {
        INDArray found = Native.rowMajor(array, DataType.FLOAT);
        assertNotSame(array, found);
        assertArrayEquals(array.shape(), found.shape());
        assertEquals(DataType.FLOAT, found.dataType());
        assertEquals(array.size(1), found.stride(0));
        assertEquals(1, found.stride(1));
        for (int row = 0; row < array.size(0); row++) {
            for (int column = 0; column < array.size(1); column++) {
                assertEquals(array.getDouble(row, column), found.getDouble(row, column));
            }
        }
    }

    /** What lies row by row without gaps is used where it is; all else is copied first. */
    @Test
    void onlyWhatIsNotRowByRowIsCopied() {
        INDArray plain = Nd4j.create(NUMBERS, new long[] {2, 3}, 'c');
        assertSame(plain, Native.rowMajor(plain, DataType.FLOAT));
        INDArray row = plain.get(NDArrayIndex.interval(1, 2), NDArrayIndex.interval(1, 3));
        assertSame(row, Native.rowMajor(row, DataType.FLOAT), "one row of a wider matrix");
        isCopied(Nd4j.create(NUMBERS, new long[] {2, 3}, 'f'));
        isCopied(Nd4j.create(NUMBERS, new long[] {6, 1}, 'c').get(NDArrayIndex.interval(0, 2, 6), NDArrayIndex.all()));
        isCopied(plain.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 2)));
        isCopied(plain.castTo(DataType.DOUBLE));
    }
}
