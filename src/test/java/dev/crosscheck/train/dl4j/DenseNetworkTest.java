package dev.crosscheck.train.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.train.Nd4jTest;
import dev.crosscheck.train.byhand.NetworkState;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The tuned form compared with DL4J's own layers. */
class DenseNetworkTest extends Nd4jTest {
    private static final double RATE = 0.001;

    /**
     * Both forms add up the same numbers in another order, and a ReLU near its kink can turn that into a visible step. Over these
     * few steps it stays at rounding.
     */
    private static final float ABSOLUTE = 1e-5f;

    private static final DenseNetwork PLAN = new DenseNetwork(Setups.known(784, 10, 0, RATE, 32));

    private static ImageSet images;

    private MultiLayerNetwork stock;
    private MultiLayerNetwork tuned;

    @BeforeEach
    void startBothAlike() {
        NetworkState start = NetworkState.drawn(PLAN.setup());
        stock = PLAN.of(start);
        tuned = PLAN.callingEngine(start, Normalisation.MNIST);
    }

    @BeforeAll
    static void readImages() {
        images = IdxBytes.mnist().train().first(2000);
    }

    @Test
    void gradientsOfTheTunedFormAreThoseOfDl4jsLayers() {
        Batches batches = new Batches(images, 60);
        for (MultiLayerNetwork network : new MultiLayerNetwork[] {stock, tuned}) {
            try (BatchArrays arrays = BatchArrays.of(network, Device.CPU, batches)) {
                arrays.load(batches, batches.shuffled(1, 1), 33);
                assertEquals(20, arrays.features().size(0), "the last, smaller batch");
                network.setInput(arrays.features());
                network.setLabels(arrays.labels());
                network.computeGradientAndScore();
            }
        }
        assertEquals(stock.score(), tuned.score(), 1e-6);
        for (String name : new String[] {"0_W", "0_b", "1_W", "1_b"}) {
            INDArray expected = stock.gradient().gradientForVariable().get(name).div(20);
            INDArray actual = tuned.gradient().gradientForVariable().get(name);
            assertArrayEquals(expected.shape(), actual.shape(), name);
            assertTrue(expected.amaxNumber().doubleValue() > 1e-3, name + " is not all zeros");
            assertArrayEquals(flat(expected), flat(actual), ABSOLUTE, name);
        }
    }

    @Test
    void theSavedFormGoesOnAsTheTunedOne() {
        Batches batches = new Batches(images, 64);
        int[] order = batches.inOrder();
        for (int i = 0; i < 10; i++) {
            fit(tuned, batches, order, i);
        }
        stock = PLAN.of(DenseNetwork.state(tuned));
        assertParametersEqual(0, "as saved");
        assertEquals(10, stock.getIterationCount());
        fit(tuned, batches, order, 10);
        fit(stock, batches, order, 10);
        // A lost moment or step count would show as about the learning rate.
        assertParametersEqual((float) (RATE / 100), "a step later");
    }

    private static void fit(MultiLayerNetwork network, Batches batches, int[] order, int index) {
        try (BatchArrays arrays = BatchArrays.of(network, Device.CPU, batches)) {
            arrays.load(batches, order, index);
            network.fit(arrays.features(), arrays.labels());
        }
    }

    /** By name: W of the first layer has another order in each form. */
    private void assertParametersEqual(float allowed, String when) {
        stock.paramTable()
                .forEach((name, expected) ->
                        assertArrayEquals(flat(expected), flat(tuned.getParam(name)), allowed, name + " " + when));
    }

    private static float[] flat(INDArray array) {
        return array.dup('c').data().asFloat();
    }
}
