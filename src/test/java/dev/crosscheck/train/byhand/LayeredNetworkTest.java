package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Adam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The trainer by hand against the course's backpropagation in double, on small images of any kind. */
class LayeredNetworkTest {
    private static final int ROWS = 6;
    private static final int COLUMNS = 5;
    private static final double RATE = 0.01;

    /**
     * Float gradients are off by about 1e-6 of their largest terms. Adam's first steps follow the gradient's sign, so that a gradient
     * near 0 may move a parameter the other way, by up to the rate; no such gradient is among these.
     */
    private static final double PARAMETERS = 2e-5;

    /** Float logits of size one are accurate to about 1e-6. */
    private static final double LOSS = 5e-6;

    static Stream<Arguments> networks() {
        List<Arguments> cases = new ArrayList<>();
        for (KernelChoice kernels : List.of(KernelChoice.PLAIN, KernelChoice.DENSE, KernelChoice.SPARSE)) {
            cases.add(Arguments.of(kernels, List.of(1), 2, 1, 2));
            cases.add(Arguments.of(kernels, List.of(63), 10, 7, 1));
            cases.add(Arguments.of(kernels, List.of(64), 16, 20, 2));
            cases.add(Arguments.of(kernels, List.of(65), 17, 8, 3));
            cases.add(Arguments.of(kernels, List.of(200), 3, 1000, 4));
            cases.add(Arguments.of(kernels, List.of(1, 1), 2, 1, 2));
            cases.add(Arguments.of(kernels, List.of(64, 128), 16, 20, 2));
            cases.add(Arguments.of(kernels, List.of(130, 3), 10, 7, 1));
            cases.add(Arguments.of(kernels, List.of(3, 130), 17, 8, 3));
            cases.add(Arguments.of(kernels, List.of(65, 70, 200), 3, 1000, 4));
            cases.add(Arguments.of(kernels, List.of(20, 9, 8, 7, 66), 10, 6, 2));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("networks")
    void everyStepIsThatOfBackpropagationInDouble(
            KernelChoice kernels, List<Integer> hidden, int classes, int batch, int threads) {
        ImageSet images = Images.random(20, ROWS, COLUMNS, classes, 0.3);
        Batches batches = new Batches(images, batch);
        Network network = Exact.network(images.features(), hidden, classes);
        Parameters exact = Exact.drawn(network, 3);
        OnlineTraining training = new OnlineTraining(network, Loss.CATEGORICAL_CROSS_ENTROPY);
        Adam adam = new Adam(RATE, Adam.Epsilon.ON_RAW);
        int[] order = batches.shuffled(5, 1);
        try (FloatNetwork byHand =
                kernels.network(Exact.setup(batches, hidden, classes), Exact.start(exact), batches, threads)) {
            for (int index = 0; index < Math.min(3, batches.count()); index++) {
                double expected = training.stepInPlace(
                        exact, adam, pixels(batches, order, index), oneHot(batches, order, index, classes));
                assertEquals(expected, byHand.steps(order, index, RATE)[0], LOSS, "loss of step " + index);
                assertArrayEquals(
                        Exact.flat(exact),
                        Exact.widened(byHand.state(0).parameters()),
                        PARAMETERS,
                        "parameters, step " + index);
            }
        }
    }

    /**
     * Sums of 66,049 terms in float, so 1e-5 where {@link #LOSS} has 5e-6. With an index of 16 bits the loss is off by 1e-3. Parameters
     * are not compared: of so many, some have a gradient near 0.
     */
    @ParameterizedTest
    @EnumSource(value = KernelChoice.class, mode = EnumSource.Mode.EXCLUDE, names = "AUTO")
    void imagesMayHaveMoreThan65536Pixels(KernelChoice kernels) {
        Batches batches = new Batches(Images.random(4, 257, 257, 10, 0.2), 4);
        double rate = 1e-5; // of so many weights, each of which moves by it
        Network network = Exact.network(257 * 257, List.of(3), 10);
        Parameters exact = Exact.drawn(network, 3);
        OnlineTraining training = new OnlineTraining(network, Loss.CATEGORICAL_CROSS_ENTROPY);
        Adam adam = new Adam(rate, Adam.Epsilon.ON_RAW);
        int[] order = batches.inOrder();
        try (FloatNetwork byHand =
                kernels.network(Exact.setup(batches, List.of(3), 10), Exact.start(exact), batches, 1)) {
            for (int step = 0; step < 2; step++) {
                double expected =
                        training.stepInPlace(exact, adam, pixels(batches, order, 0), oneHot(batches, order, 0, 10));
                assertEquals(expected, byHand.steps(order, 0, rate)[0], 1e-5, "loss of step " + step);
            }
        }
    }

    static Stream<Arguments> kernelsAndLayers() {
        return Stream.of(KernelChoice.DENSE, KernelChoice.SPARSE)
                .flatMap(kernels ->
                        Stream.of(List.of(300), List.of(130, 300, 70)).map(hidden -> Arguments.of(kernels, hidden)));
    }

    @ParameterizedTest
    @MethodSource("kernelsAndLayers")
    void theNumberOfThreadsChangesNoBit(KernelChoice kernels, List<Integer> hidden) {
        float[] one = trained(kernels, hidden, 1).parameters();
        for (int threads = 2; threads <= 5; threads++) {
            assertArrayEquals(one, trained(kernels, hidden, threads).parameters(), threads + " threads");
        }
    }

    private static NetworkState trained(KernelChoice kernels, List<Integer> hidden, int threads) {
        Batches batches = new Batches(Images.random(100, ROWS, COLUMNS, 10, 0.3), 16);
        try (FloatNetwork byHand = kernels.network(Exact.setup(batches, hidden, 10), drawn(hidden), batches, threads)) {
            for (int step = 0; step < 35; step++) {
                byHand.steps(batches.shuffled(1, 1 + step / 7), step % 7, RATE);
            }
            return byHand.state(0);
        }
    }

    @ParameterizedTest
    @MethodSource("kernelsAndLayers")
    void aStateThatIsTakenAndGivenBackGoesOnAlike(KernelChoice kernels, List<Integer> hidden) {
        Batches batches = new Batches(Images.random(40, ROWS, COLUMNS, 10, 0.3), 10);
        int[] order = batches.shuffled(1, 1);
        try (FloatNetwork byHand = kernels.network(Exact.setup(batches, hidden, 10), drawn(hidden), batches, 2)) {
            byHand.steps(order, 0, RATE);
            NetworkState taken = byHand.state(0);
            byHand.steps(order, 1, RATE);
            float[] after = byHand.state(0).parameters();
            assertNotEquals(Arrays.hashCode(taken.parameters()), Arrays.hashCode(after));
            byHand.restore(taken);
            assertArrayEquals(taken.parameters(), byHand.state(0).parameters());
            assertArrayEquals(taken.moments(), byHand.state(0).moments());
            assertEquals(1, byHand.state(0).steps());
            byHand.steps(order, 1, RATE);
            assertArrayEquals(after, byHand.state(0).parameters());
        }
    }

    @Test
    void closingEndsTheThreads() {
        Batches batches = new Batches(Images.random(8, ROWS, COLUMNS, 10, 0.3), 8);
        List<Integer> hidden = List.of(128, 65);
        Set<Thread> others = helpers();
        try (FloatNetwork byHand =
                KernelChoice.DENSE.network(Exact.setup(batches, hidden, 10), drawn(hidden), batches, 2)) {
            byHand.steps(batches.inOrder(), 0, RATE);
            assertEquals(others.size() + 1, helpers().size());
        }
        assertEquals(others, helpers());
    }

    private static Set<Thread> helpers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("by-hand-"))
                .collect(Collectors.toSet());
    }

    private static NetworkState drawn(List<Integer> hidden) {
        return Exact.start(Exact.drawn(Exact.network(ROWS * COLUMNS, hidden, 10), 1));
    }

    private static Matrix pixels(Batches batches, int[] order, int index) {
        int features = batches.examples().features();
        float[] pixels = new float[batches.size(index) * features];
        batches.gather(order, index, 0, batches.size(index), pixels);
        return new Matrix(batches.size(index), features, Exact.widened(pixels));
    }

    private static Matrix oneHot(Batches batches, int[] order, int index, int classes) {
        Matrix oneHot = Matrix.zeros(batches.size(index), classes);
        for (int row = 0; row < batches.size(index); row++) {
            int label = batches.examples().labels()[batches.example(order, index, row)];
            oneHot.data()[row * classes + label] = 1;
        }
        return oneHot;
    }
}
