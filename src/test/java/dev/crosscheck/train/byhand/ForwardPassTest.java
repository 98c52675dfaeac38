package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Network;
import java.util.List;
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
    private static final List<Integer> WIDE = List.of(300, 200);
    private static final List<Integer> DEEP = List.of(130, 70, 65);

    /** Float logits of size one are accurate to about 1e-6; a probability moves by at most half as much as the logits do. */
    private static final double PROBABILITY = 2e-6;

    static Stream<Arguments> networks() {
        return Stream.of(KernelChoice.PLAIN, KernelChoice.DENSE, KernelChoice.SPARSE)
                .flatMap(kernels -> Stream.of(
                        Arguments.of(kernels, List.of(1), 2, 1, 1),
                        Arguments.of(kernels, List.of(65), 17, 8, 3),
                        Arguments.of(kernels, List.of(200), 10, 64, 4),
                        Arguments.of(kernels, List.of(1, 66), 17, 8, 2),
                        Arguments.of(kernels, List.of(200, 130, 65), 10, 16, 4)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void probabilitiesAreThoseOfTheNetworkInDouble(
            KernelChoice kernels, List<Integer> hidden, int classes, int batch, int threads) {
        ImageSet images = Images.random(53, ROWS, COLUMNS, classes, 0.3);
        float[] parameters = parameters(hidden, classes);
        try (FloatNetwork byHand = network(parameters, hidden, classes, batch, threads, kernels)) {
            float[] found = byHand.probabilities(images);
            assertArrayEquals(exact(parameters, hidden, classes, images), Exact.widened(found), PROBABILITY);
            assertArrayEquals(found, byHand.probabilities(images), "a second time");
        }
    }

    @ParameterizedTest
    @EnumSource(value = KernelChoice.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void theNumberOfThreadsChangesNoBit(KernelChoice kernels) {
        ImageSet images = Images.random(53, ROWS, COLUMNS, 10, 0.3);
        float[] parameters = parameters(WIDE, 10);
        float[] expected = null;
        for (int threads = 1; threads <= 5; threads++) {
            try (FloatNetwork byHand = network(parameters, WIDE, 10, 16, threads, kernels)) {
                float[] found = byHand.probabilities(images);
                expected = expected == null ? found : expected;
                assertArrayEquals(expected, found, threads + " threads");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = KernelChoice.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void lookingAtImagesDoesNotDisturbTheTraining(KernelChoice kernels) {
        ImageSet images = Images.random(53, ROWS, COLUMNS, 10, 0.3);
        int[] order = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        float[] parameters = parameters(DEEP, 10);
        try (FloatNetwork undisturbed = network(parameters, DEEP, 10, 5, 2, kernels);
                FloatNetwork looking = network(parameters, DEEP, 10, 5, 2, kernels)) {
            for (int step = 0; step < 4; step++) {
                assertEquals(undisturbed.steps(order, step % 2, 0.01)[0], looking.steps(order, step % 2, 0.01)[0]);
                float[] before = looking.probabilities(images);
                assertArrayEquals(
                        undisturbed.state(0).parameters(), looking.state(0).parameters());
                assertArrayEquals(
                        undisturbed.state(0).moments(), looking.state(0).moments());
                // With the parameters after this step, not those of the last pass.
                assertArrayEquals(
                        exact(looking.state(0).parameters(), DEEP, 10, images), Exact.widened(before), PROBABILITY);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = KernelChoice.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void stepsInOneCallAreThoseOfSeveralCalls(KernelChoice kernels) {
        int[] order = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
        float[] parameters = parameters(DEEP, 10);
        try (FloatNetwork one = network(parameters, DEEP, 10, 3, 1, kernels);
                FloatNetwork several = network(parameters, DEEP, 10, 3, 1, kernels)) {
            assertEquals(1, one.stepsAtOnce());
            double[] losses = several.steps(order, 1, 0.01, 0.02, 0.03); // the last batch has one row
            for (int i = 0; i < losses.length; i++) {
                assertEquals(losses[i], one.steps(order, 1 + i, 0.01 * (i + 1))[0], 0);
            }
            assertArrayEquals(one.state(0).parameters(), several.state(0).parameters());
        }
    }

    /** exp(1000) is infinite. */
    @Test
    void largeLogitsGiveCertainty() {
        float[] parameters = new float[(INPUTS + 1) * 3 + (3 + 1) * 4];
        parameters[parameters.length - 2] = 1000;
        ImageSet images = Images.random(2, ROWS, COLUMNS, 4, 0.3);
        try (FloatNetwork byHand = network(parameters, List.of(3), 4, 2, 1, KernelChoice.PLAIN)) {
            assertArrayEquals(new float[] {0, 0, 1, 0, 0, 0, 1, 0}, byHand.probabilities(images));
        }
    }

    private static FloatNetwork network(
            float[] parameters, List<Integer> hidden, int classes, int batch, int threads, KernelChoice kernels) {
        NetworkState start = new NetworkState(parameters, new float[2 * parameters.length], 0, 0);
        Batches batches = new Batches(Images.random(10, ROWS, COLUMNS, classes, 0.3), batch);
        return kernels.network(Exact.setup(batches, hidden, classes), start, batches, threads);
    }

    /** Drawn so that logits are of size one. */
    private static float[] parameters(List<Integer> hidden, int classes) {
        return Exact.start(Exact.drawn(Exact.network(INPUTS, hidden, classes), 7))
                .parameters();
    }

    private static double[] exact(float[] parameters, List<Integer> hidden, int classes, ImageSet images) {
        Network network = Exact.network(INPUTS, hidden, classes);
        Batches batches = new Batches(images, images.size());
        float[] pixels = new float[images.size() * INPUTS];
        batches.gather(batches.inOrder(), 0, 0, images.size(), pixels);
        Matrix x = new Matrix(images.size(), INPUTS, Exact.widened(pixels));
        return network.forward(Exact.parameters(network, parameters), x)
                .output()
                .data();
    }
}
