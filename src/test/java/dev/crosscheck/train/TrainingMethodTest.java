package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec.Kind;
import dev.crosscheck.train.byhand.KernelChoice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingMethodTest {
    private static Setup form(List<Integer> hidden, Elementwise activation, Kind optimizer, double dropout) {
        return Setups.of(hidden, activation, Loss.CATEGORICAL_CROSS_ENTROPY, optimizer, dropout, Initialization.HE);
    }

    private static Setup learning(Loss loss, Elementwise activation) {
        return Setups.of(List.of(8), activation, loss, Kind.ADAM, 0, Initialization.HE);
    }

    private static Setup digits(Integer... hidden) {
        return Setups.digits(1, 1, 64, 0.001, hidden);
    }

    static List<Arguments> obstacles() {
        List<Integer> two = List.of(8, 4);
        return List.of(
                Arguments.of(form(two, Elementwise.RELU, Kind.MOMENTUM, 0), "momentum is Nesterov's"),
                Arguments.of(form(two, Elementwise.RELU, Kind.ADAM, 0.2), "random state"),
                Arguments.of(learning(Loss.HUBER, Elementwise.RELU), "no Huber loss"),
                Arguments.of(learning(Loss.BINARY_CROSS_ENTROPY, Elementwise.RELU), "clips"),
                Arguments.of(form(two, Elementwise.GELU, Kind.SGD, 0), "gelu is not a number"),
                Arguments.of(form(two, Elementwise.SOFTPLUS, Kind.SGD, 0), "softplus is not a number"));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void whatDl4jCannotTrainIsRefusedWithTheReasonAndTrainedByHand(Setup network, String reason) {
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> TrainerChoice.DL4J.requireTrains(network));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertDoesNotThrow(() -> TrainerChoice.BY_HAND.requireTrains(network));
        assertEquals(TrainerChoice.BY_HAND, TrainerChoice.AUTO.on(Device.CPU, network, true));
    }

    /** Its own layers are used with one thread: with more, OpenBLAS adds in another order. */
    @Test
    void layersThatCallTheEngineAreForTheNetworkOfTheCourseOnTheCpuAlone() {
        ImageSet images = IdxBytes.mnist().train().first(100);
        Setup tanh = Setup.parse("784-8-10 tanh cross-entropy adam");
        TrainingMethod stock = new TrainingMethod(TrainerChoice.DL4J_STOCK, KernelChoice.AUTO, 3);
        TrainingMethod own = new TrainingMethod(TrainerChoice.DL4J_STOCK, KernelChoice.DENSE, 1);
        assertEquals(own, stock.resolve(Device.CPU, digits(8), images, 4));
        assertEquals(own, TrainingMethod.dl4j().resolve(Device.CPU, tanh, images, 4));
        assertEquals("Deeplearning4j's fit with its own layers, 1 thread", own.words(Device.CPU));
        TrainingMethod ours =
                new TrainingMethod(TrainerChoice.AUTO, KernelChoice.AUTO, 3).resolve(Device.CPU, digits(8), images, 4);
        assertEquals(
                "Deeplearning4j's fit with Crosscheck's layers, 3 threads, lit pixels only", ours.words(Device.CPU));
        TrainingMethod onCuda = ours.resolve(Device.CUDA, digits(8), images, 4);
        assertEquals("Deeplearning4j's fit with its own layers, 4 threads", onCuda.words(Device.CUDA));
        assertThrows(
                CrosscheckException.class,
                () -> TrainerChoice.DL4J_STOCK.requireTrains(
                        Setup.parse("784-8-10 relu cross-entropy adam epsilon:corrected")));
    }

    private static TrainingMethod of(TrainerChoice trainer, KernelChoice kernels) {
        return new TrainingMethod(trainer, kernels, 2);
    }

    /** Each of the two ways to a GPU, or why it is closed. */
    static List<Arguments> ways() {
        Setup tanh = Setup.parse("784-8-10 tanh cross-entropy adam");
        Setup gelu = Setup.parse("784-8-10 gelu cross-entropy adam");
        String asks = ", unless --trainer dl4j asks for it";
        return List.of(
                Arguments.of(of(TrainerChoice.AUTO, KernelChoice.AUTO), digits(8), true, "", ""),
                Arguments.of(
                        of(TrainerChoice.BY_HAND, KernelChoice.AUTO),
                        digits(8),
                        true,
                        "--trainer by-hand does not use it",
                        ""),
                Arguments.of(
                        of(TrainerChoice.DL4J, KernelChoice.AUTO),
                        digits(8),
                        true,
                        "",
                        "--trainer dl4j does not use it"),
                Arguments.of(
                        of(TrainerChoice.AUTO, KernelChoice.AUTO),
                        tanh,
                        true,
                        "by default such a network is trained by hand" + asks,
                        "by hand ReLU layers are trained there"),
                Arguments.of(
                        of(TrainerChoice.AUTO, KernelChoice.AUTO),
                        gelu,
                        true,
                        "by default such a network is trained by hand",
                        "by hand ReLU layers are trained there"),
                Arguments.of(
                        of(TrainerChoice.AUTO, KernelChoice.AUTO),
                        digits(8),
                        false,
                        "by default a table is trained by hand" + asks,
                        "by hand tables are trained on the CPU"),
                Arguments.of(
                        of(TrainerChoice.AUTO, KernelChoice.DENSE),
                        digits(8),
                        true,
                        "",
                        "the run's dense kernels are the CPU's"),
                Arguments.of(
                        of(TrainerChoice.AUTO, KernelChoice.PLAIN),
                        digits(8),
                        true,
                        "",
                        "the run's plain kernels are the CPU's"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aWayToAGpuIsOpenOrItsReasonIsSaid(
            TrainingMethod method, Setup setup, boolean images, String notNd4j, String notByHand) {
        CudaWays ways = method.trainer().waysToGpu(setup, images, method.kernels());
        assertReason(notNd4j, ways.notNd4j().orElse(""));
        assertReason(notByHand, ways.notByHand().orElse(""));
    }

    private static void assertReason(String expected, String found) {
        assertTrue(expected.isEmpty() ? found.isEmpty() : found.startsWith(expected), found);
        assertEquals(expected.contains("unless"), found.contains("unless"), found);
    }

    /** By hand the device, and with our layers the threads do not matter; with DL4J's own they do. */
    @Test
    void arithmeticNamesWhatTheLastDigitsDependOn() {
        ImageSet images = IdxBytes.mnist().train().first(100);
        assertEquals(
                "by hand, lit inputs",
                of(TrainerChoice.BY_HAND, KernelChoice.SPARSE).arithmetic(Device.CPU, images));
        assertEquals(
                "by hand, all inputs",
                of(TrainerChoice.BY_HAND, KernelChoice.DENSE).arithmetic(Device.CPU, images));
        TrainingMethod lit = of(TrainerChoice.DL4J, KernelChoice.SPARSE);
        assertEquals("cpu, Deeplearning4j, lit pixels", lit.arithmetic(Device.CPU, images));
        assertEquals(
                "cpu, Deeplearning4j, all pixels",
                of(TrainerChoice.DL4J, KernelChoice.DENSE).arithmetic(Device.CPU, images));
        assertEquals("cuda, Deeplearning4j's own layers, threads 2", lit.arithmetic(Device.CUDA, images));
        assertEquals(
                "cpu, Deeplearning4j's own layers, threads 2",
                of(TrainerChoice.DL4J_STOCK, KernelChoice.DENSE).arithmetic(Device.CPU, images));
    }

    @Test
    void aMethodIsSaidInWords() {
        assertEquals(
                "by hand, 2 threads, dense kernels",
                of(TrainerChoice.BY_HAND, KernelChoice.DENSE).toString());
        assertEquals(
                "by hand, CUDA kernels with the sums of the sparse ones",
                of(TrainerChoice.BY_HAND, KernelChoice.SPARSE).words(Device.CUDA_BY_HAND));
        TrainingMethod onGpu = TrainingMethod.dl4j()
                .resolve(
                        Device.CUDA_BY_HAND, digits(8), IdxBytes.mnist().train().first(100), 1);
        assertEquals(TrainerChoice.BY_HAND, onGpu.trainer());
        assertEquals(KernelChoice.SPARSE, onGpu.kernels());
    }

    @Test
    void foldsAreTrainedByHand() {
        Setup folds = Setup.parse("4-8-3 relu cross-entropy folds:5");
        assertThrows(CrosscheckException.class, () -> TrainerChoice.DL4J.requireTrains(folds));
        assertThrows(
                CrosscheckException.class,
                () -> TrainingMethod.dl4j()
                        .resolve(Device.CPU, folds, IdxBytes.mnist().train().first(10), 1));
        assertDoesNotThrow(() -> TrainerChoice.BY_HAND.requireTrains(folds));
    }

    @Test
    void imagesAreLearntInDl4jIfTheNetworkHasTheFormOfTheCourse() {
        assertEquals(TrainerChoice.DL4J, TrainerChoice.AUTO.on(Device.CPU, digits(8), true));
        assertEquals(
                TrainerChoice.DL4J,
                TrainerChoice.AUTO.on(Device.CPU, form(List.of(8, 4, 2), Elementwise.RELU, Kind.ADAM, 0), true));
        assertEquals(TrainerChoice.BY_HAND, TrainerChoice.AUTO.on(Device.CPU, digits(8), false), "a table");
        assertEquals(TrainerChoice.BY_HAND, TrainerChoice.AUTO.on(Device.CPU, digits(), true), "no hidden layer");
    }
}
