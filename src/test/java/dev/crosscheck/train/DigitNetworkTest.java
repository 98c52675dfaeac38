package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Mnist;
import dev.crosscheck.device.Device;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The tuned form against DL4J's own parts. */
class DigitNetworkTest extends Nd4jTest {
    private static final double RATE = 0.001;

    /**
     * Both forms feed the same numbers to the same BLAS in the same order; only Adam's loop rounds differently, and a ReLU
     * near its kink can turn that into a visible step. Over these few steps it stays at rounding.
     */
    private static final double ABSOLUTE = 1e-5;

    private static ImageSet images;

    @BeforeAll
    static void readImages() {
        images = Mnist.read(Path.of("data", "mnist")).train().first(2000);
    }

    @Test
    void gradientsOfTheTunedFormAreThoseOfDl4jsLayers() {
        MultiLayerNetwork stock = DigitNetwork.stock(784, 32, 10, RATE);
        MultiLayerNetwork tuned = DigitNetwork.tuned(784, 32, 10, RATE);
        DigitNetwork.initialise(stock, 1);
        tuned.setParams(stock.params());
        Batches batches = new Batches(images, 60);
        try (BatchArrays arrays = new BatchArrays(Device.CPU, 60, 784)) {
            arrays.load(batches, batches.shuffled(1, 1), 33);
            assertEquals(20, arrays.size(), "the last, smaller batch");
            for (MultiLayerNetwork network : new MultiLayerNetwork[] {stock, tuned}) {
                network.setInput(arrays.features());
                network.setLabels(arrays.labels());
                network.computeGradientAndScore();
            }
        }
        assertEquals(stock.score(), tuned.score(), 1e-6);
        for (String name : new String[] {"0_W", "0_b", "1_W", "1_b"}) {
            INDArray expected = stock.gradient().gradientForVariable().get(name);
            INDArray actual = tuned.gradient().gradientForVariable().get(name);
            assertArrayEquals(expected.shape(), actual.shape(), name);
            assertTrue(expected.amaxNumber().doubleValue() > 1e-3, name + " is not all zeros");
            assertTrue(
                    expected.sub(actual).amaxNumber().doubleValue() <= ABSOLUTE,
                    name + " deviates by " + expected.sub(actual).amaxNumber());
        }
    }

    @Test
    void lossesAndParametersStayTogetherStepByStep() {
        MultiLayerNetwork stock = DigitNetwork.stock(784, 32, 10, RATE);
        MultiLayerNetwork tuned = DigitNetwork.tuned(784, 32, 10, RATE);
        DigitNetwork.initialise(stock, 1);
        tuned.setParams(stock.params());
        Batches batches = new Batches(images, 64);
        int[] order = batches.shuffled(1, 1);
        try (BatchArrays arrays = new BatchArrays(Device.CPU, 64, 784)) {
            for (int i = 0; i < 20; i++) {
                arrays.load(batches, order, i);
                stock.fit(arrays.features(), arrays.labels());
                tuned.fit(arrays.features(), arrays.labels());
                assertEquals(stock.score(), tuned.score(), ABSOLUTE, "loss of step " + i);
                double deviation =
                        stock.params().sub(tuned.params()).amaxNumber().doubleValue();
                assertTrue(deviation <= ABSOLUTE, "parameters deviate by " + deviation + " after step " + i);
            }
        }
    }

    @Test
    void initialParametersAreUniformWithinTheBoundAndBelongToTheSeed() {
        MultiLayerNetwork network = DigitNetwork.stock(784, 256, 10, RATE);
        DigitNetwork.initialise(network, 1);
        assertUniform(network.getParam("0_W"), 1 / Math.sqrt(784));
        assertUniform(network.getParam("0_b"), 1 / Math.sqrt(784));
        assertUniform(network.getParam("1_W"), 1 / Math.sqrt(256));
        MultiLayerNetwork tuned = DigitNetwork.tuned(784, 256, 10, RATE);
        DigitNetwork.initialise(tuned, 1);
        assertArrayEquals(network.params().toFloatVector(), tuned.params().toFloatVector());
        DigitNetwork.initialise(tuned, 2);
        assertTrue(network.params().sub(tuned.params()).amaxNumber().doubleValue() > 0.01);
    }

    private static void assertUniform(INDArray values, double bound) {
        double largest = values.amaxNumber().doubleValue();
        assertTrue(largest <= bound && largest > 0.95 * bound, "largest " + largest + " of " + bound);
        // A uniform variable's standard deviation is bound/√3; its estimate from n values scatters by about 0.45/√n of
        // it.
        double deviation = values.stdNumber().doubleValue();
        assertEquals(bound / Math.sqrt(3), deviation, 5 * 0.45 / Math.sqrt(values.length()) * bound);
    }

    @Test
    void theSavedFormGoesOnAsTheTunedOne() {
        MultiLayerNetwork tuned = DigitNetwork.tuned(784, 32, 10, RATE);
        DigitNetwork.initialise(tuned, 1);
        Batches batches = new Batches(images, 64);
        int[] order = batches.inOrder();
        try (BatchArrays arrays = new BatchArrays(Device.CPU, 64, 784)) {
            for (int i = 0; i < 10; i++) {
                arrays.load(batches, order, i);
                tuned.fit(arrays.features(), arrays.labels());
            }
            MultiLayerNetwork stock = DigitNetwork.toStock(tuned, RATE);
            assertArrayEquals(tuned.params().toFloatVector(), stock.params().toFloatVector());
            assertEquals(10, stock.getIterationCount());
            arrays.load(batches, order, 10);
            tuned.fit(arrays.features(), arrays.labels());
            stock.fit(arrays.features(), arrays.labels());
            double deviation = stock.params().sub(tuned.params()).amaxNumber().doubleValue();
            // A lost moment or step count would show as about the learning rate.
            assertTrue(deviation <= RATE / 100, "parameters deviate by " + deviation);
        }
    }
}
