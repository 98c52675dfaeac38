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
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec.Kind;
import dev.crosscheck.train.byhand.KernelChoice;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** Its own layers are used with one thread: with more, OpenBLAS adds in another order. Only a first layer of ReLU leaves dark pixels out. */
    @Test
    void layersThatCallTheEngineAreForTheNetworkOfTheCourseOnTheCpuAlone() {
        ImageSet images = IdxBytes.mnist().train().first(100);
        Setup tanh = Setup.parse("784-8-10 tanh cross-entropy adam");
        TrainingMethod stock = new TrainingMethod(TrainerChoice.DL4J_STOCK, KernelChoice.AUTO, 3);
        TrainingMethod own = new TrainingMethod(TrainerChoice.DL4J_STOCK, KernelChoice.DENSE, 1);
        assertEquals(own, stock.resolve(Device.CPU, digits(8), images, 4));
        assertEquals(own, TrainingMethod.dl4j().resolve(Device.CPU, tanh, images, 4));
        TrainingMethod ours =
                new TrainingMethod(TrainerChoice.AUTO, KernelChoice.AUTO, 3).resolve(Device.CPU, digits(8), images, 4);
        assertEquals(new TrainingMethod(TrainerChoice.DL4J, KernelChoice.SPARSE, 3), ours);
        TrainingMethod onCuda = ours.resolve(Device.CUDA, digits(8), images, 4);
        assertEquals(4, onCuda.threads());
        assertThrows(
                CrosscheckException.class,
                () -> TrainerChoice.DL4J_STOCK.requireTrains(
                        Setup.parse("784-8-10 relu cross-entropy adam epsilon:corrected")));
        TrainingMethod onGpu = TrainingMethod.dl4j().resolve(Device.CUDA_BY_HAND, digits(8), images, 1);
        assertEquals(TrainerChoice.BY_HAND, onGpu.trainer());
        assertEquals(KernelChoice.SPARSE, onGpu.kernels());
        Setup folds = Setup.parse("4-8-3 relu cross-entropy folds:5");
        assertThrows(CrosscheckException.class, () -> TrainerChoice.DL4J.requireTrains(folds));
        assertThrows(CrosscheckException.class, () -> TrainingMethod.dl4j().resolve(Device.CPU, folds, images, 1));
        assertDoesNotThrow(() -> TrainerChoice.BY_HAND.requireTrains(folds));
    }

    @Test
    void aConvolutionIsTrainedByHandOnTheCpuAndByDl4jWithItsOwnLayers() {
        ImageSet images = IdxBytes.mnist().train().first(100);
        Setup setup = Setup.parse("28x28-conv2x3-pool2-10 relu cross-entropy adam");
        assertEquals(TrainerChoice.BY_HAND, TrainerChoice.AUTO.on(Device.CUDA, setup, true));
        assertEquals(TrainerChoice.DL4J, TrainerChoice.DL4J.on(Device.CUDA, setup, true));
        assertEquals(
                new TrainingMethod(TrainerChoice.DL4J_STOCK, KernelChoice.DENSE, 1),
                TrainingMethod.dl4j().resolve(Device.CPU, setup, images, 4));
        for (TrainerChoice trainer : List.of(TrainerChoice.AUTO, TrainerChoice.BY_HAND)) {
            CudaWays ways = trainer.waysToGpu(setup, true, KernelChoice.AUTO);
            assertTrue(ways.isNone());
            assertReason(
                    "by hand convolutions are trained on the CPU",
                    ways.notByHand().orElse(null));
        }
        assertTrue(TrainerChoice.DL4J
                .waysToGpu(setup, true, KernelChoice.AUTO)
                .notNd4j()
                .isEmpty());
    }

    private static TrainingMethod of(TrainerChoice trainer, KernelChoice kernels) {
        return new TrainingMethod(trainer, kernels, 2);
    }

    /** Each of the two ways to a GPU is open, or the reason begins as said. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            AUTO    | AUTO  | relu | true  | - | -
            BY_HAND | AUTO  | relu | true  | --trainer by-hand does not use it | -
            DL4J    | AUTO  | relu | true  | - | --trainer dl4j does not use it
            AUTO    | AUTO  | tanh | true  | by default such a network is trained by hand, unless | by hand ReLU layers are trained there
            AUTO    | AUTO  | gelu | true  | by default such a network is trained by hand | by hand ReLU layers are trained there
            AUTO    | AUTO  | relu | false | by default a table is trained by hand, unless | by hand tables are trained on the CPU
            AUTO    | DENSE | relu | true  | - | the run's dense kernels are the CPU's
            AUTO    | PLAIN | relu | true  | - | the run's plain kernels are the CPU's
            """)
    void aWayToAGpuIsOpenOrItsReasonIsSaid(
            TrainerChoice trainer,
            KernelChoice kernels,
            String activation,
            boolean images,
            String notNd4j,
            String notByHand) {
        Setup setup = Setup.parse("784-8-10 " + activation + " cross-entropy adam");
        CudaWays ways = trainer.waysToGpu(setup, images, kernels);
        assertReason(notNd4j, ways.notNd4j().orElse(null));
        assertReason(notByHand, ways.notByHand().orElse(null));
    }

    private static void assertReason(String expected, String found) {
        assertTrue(expected == null ? found == null : found != null && found.startsWith(expected), found);
        assertEquals(expected != null && expected.contains("unless"), found != null && found.contains("unless"), found);
    }

    /** By hand the device, and with our layers the threads do not matter; with DL4J's own they do. */
    @ParameterizedTest
    @CsvSource({
        "BY_HAND, SPARSE, CPU, 'by hand, lit inputs'",
        "BY_HAND, DENSE, CPU, 'by hand, all inputs'",
        "DL4J, SPARSE, CPU, 'cpu, Deeplearning4j, lit pixels'",
        "DL4J, DENSE, CPU, 'cpu, Deeplearning4j, all pixels'",
        "DL4J, SPARSE, CUDA, 'cuda, Deeplearning4j''s own layers, threads 2'",
        "DL4J_STOCK, DENSE, CPU, 'cpu, Deeplearning4j''s own layers, threads 2'"
    })
    void arithmeticNamesWhatTheLastDigitsDependOn(
            TrainerChoice trainer, KernelChoice kernels, Device device, String named) {
        ImageSet images = IdxBytes.mnist().train().first(100);
        assertEquals(named, of(trainer, kernels).arithmetic(device, NetworkSpec.digits(), images));
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
