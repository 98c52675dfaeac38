package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.Adam;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How the trainer by hand classifies images that it does not learn from, against the hand-written network in double. */
class ForwardPassTest {
    private static final int ROWS = 6;
    private static final int COLUMNS = 5;
    private static final int INPUTS = ROWS * COLUMNS;

    /** Float logits of size one are accurate to about 1e-6; a probability moves by at most half as much as the logits do. */
    private static final double PROBABILITY = 2e-6;

    static Stream<Arguments> networks() {
        return Stream.of(Kernels.PLAIN, Kernels.BLAS, Kernels.SPARSE)
                .flatMap(kernels -> Stream.of(
                        Arguments.of(kernels, 1, 2, 1, 1),
                        Arguments.of(kernels, 65, 17, 8, 3),
                        Arguments.of(kernels, 200, 10, 64, 4)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void probabilitiesAreThoseOfTheNetworkInDouble(Kernels kernels, int hidden, int classes, int batch, int threads) {
        ImageSet images = Images.random(53, ROWS, COLUMNS, classes, 0.3);
        float[] parameters = parameters(hidden, classes);
        try (ByHandNetwork byHand = network(parameters, hidden, classes, batch, threads, kernels)) {
            float[] found = byHand.probabilities(images);
            assertArrayEquals(exact(parameters, hidden, classes, images), widened(found), PROBABILITY);
            assertArrayEquals(found, byHand.probabilities(images), "a second time");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Kernels.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void theNumberOfThreadsChangesNoBit(Kernels kernels) {
        ImageSet images = Images.random(53, ROWS, COLUMNS, 10, 0.3);
        float[] parameters = parameters(300, 10);
        float[] expected = null;
        for (int threads = 1; threads <= 5; threads++) {
            try (ByHandNetwork byHand = network(parameters, 300, 10, 16, threads, kernels)) {
                float[] found = byHand.probabilities(images);
                expected = expected == null ? found : expected;
                assertArrayEquals(expected, found, threads + " threads");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Kernels.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void lookingAtImagesDoesNotDisturbTheTraining(Kernels kernels) {
        ImageSet images = Images.random(53, ROWS, COLUMNS, 10, 0.3);
        int[] order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        float[] parameters = parameters(130, 10);
        try (ByHandNetwork undisturbed = network(parameters, 130, 10, 5, 2, kernels);
                ByHandNetwork looking = network(parameters, 130, 10, 5, 2, kernels)) {
            for (int step = 0; step < 4; step++) {
                assertEquals(undisturbed.step(order, step % 2, 0.01), looking.step(order, step % 2, 0.01));
                float[] before = looking.probabilities(images);
                assertArrayEquals(
                        undisturbed.state(0).parameters(), looking.state(0).parameters());
                assertArrayEquals(
                        undisturbed.state(0).moments(), looking.state(0).moments());
                // With the parameters after this step, not those of the last pass.
                assertArrayEquals(exact(looking.state(0).parameters(), 130, 10, images), widened(before), PROBABILITY);
            }
        }
    }

    /** exp(1000) is infinite. */
    @Test
    void largeLogitsGiveCertainty() {
        float[] parameters = new float[(INPUTS + 1) * 3 + (3 + 1) * 4];
        parameters[parameters.length - 2] = 1000;
        ImageSet images = Images.random(2, ROWS, COLUMNS, 4, 0.3);
        try (ByHandNetwork byHand = network(parameters, 3, 4, 2, 1, Kernels.PLAIN)) {
            assertArrayEquals(new float[] {0, 0, 1, 0, 0, 0, 1, 0}, byHand.probabilities(images));
        }
    }

    @Test
    void imagesOfAnotherSizeAreRefused() {
        try (ByHandNetwork byHand = network(parameters(3, 10), 3, 10, 5, 1, Kernels.PLAIN)) {
            ImageSet other = Images.random(2, ROWS, COLUMNS + 1, 10, 0.3);
            assertThrows(IllegalArgumentException.class, () -> byHand.probabilities(other));
        }
    }

    private static ByHandNetwork network(
            float[] parameters, int hidden, int classes, int batch, int threads, Kernels kernels) {
        ByHandNetwork.Settings settings =
                new ByHandNetwork.Settings(hidden, classes, 0.9, 0.999, 1e-8, Adam.Epsilon.ON_RAW);
        NetworkState start = new NetworkState(parameters, new float[2 * parameters.length], 0, 0);
        Batches batches = new Batches(Images.random(10, ROWS, COLUMNS, classes, 0.3), batch);
        return new ByHandNetwork(settings, start, batches, threads, kernels);
    }

    /** Drawn so that logits are of size one: W1 column by column, b1, W2 column by column, b2. */
    private static float[] parameters(int hidden, int classes) {
        Random random = new Random(hidden);
        float[] parameters = new float[(INPUTS + 1) * hidden + (hidden + 1) * classes];
        for (int i = 0; i < parameters.length; i++) {
            int fanIn = i < (INPUTS + 1) * hidden ? INPUTS : hidden;
            parameters[i] = (float) (random.nextGaussian() / Math.sqrt(fanIn));
        }
        return parameters;
    }

    private static double[] exact(float[] parameters, int hidden, int classes, ImageSet images) {
        double[] flat = widened(parameters);
        int b1 = INPUTS * hidden;
        int w2 = b1 + hidden;
        int b2 = w2 + hidden * classes;
        Parameters exact = new Parameters(List.of(
                new Matrix(hidden, INPUTS, Arrays.copyOf(flat, b1)).transpose(),
                new Matrix(1, hidden, Arrays.copyOfRange(flat, b1, w2)),
                new Matrix(classes, hidden, Arrays.copyOfRange(flat, w2, b2)).transpose(),
                new Matrix(1, classes, Arrays.copyOfRange(flat, b2, flat.length))));
        Network network = Network.of(INPUTS, List.of(hidden), classes, Elementwise.RELU, Softmax.SOFTMAX);
        Batches batches = new Batches(images, images.size());
        float[] pixels = new float[images.size() * INPUTS];
        batches.gather(batches.inOrder(), 0, 0, images.size(), pixels);
        return network.forward(exact, new Matrix(images.size(), INPUTS, widened(pixels)))
                .output()
                .data();
    }

    private static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return wide;
    }
}
