package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec.Kind;
import dev.crosscheck.train.byhand.Kernels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingMethodTest {
    private static final TrainingMethod BY_HAND = TrainingMethod.byHand(Kernels.AUTO);

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
        CrosscheckException e = assertThrows(
                CrosscheckException.class, () -> TrainingMethod.dl4j().requireTrains(network, true));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertDoesNotThrow(() -> BY_HAND.requireTrains(network, true));
        assertEquals(TrainerChoice.BY_HAND, TrainerChoice.AUTO.resolved(network, true));
    }

    /** Its own layers are used with one thread: with more, OpenBLAS adds in another order. */
    @Test
    void layersThatCallTheEngineAreForTheNetworkOfTheCourseOnTheCpuAlone() {
        ImageSet images = IdxBytes.mnist().train().first(100);
        Setup tanh = Setup.parse("784-8-10 tanh cross-entropy adam");
        TrainingMethod stock = new TrainingMethod(TrainerChoice.DL4J_STOCK, Kernels.AUTO, 3);
        TrainingMethod own = new TrainingMethod(TrainerChoice.DL4J_STOCK, Kernels.DENSE, 1);
        assertEquals(own, stock.resolve(Device.CPU, digits(8), images, 4));
        assertEquals(own, TrainingMethod.dl4j().resolve(Device.CPU, tanh, images, 4));
        assertEquals("Deeplearning4j's fit with its own layers, 1 thread", own.words(Device.CPU));
        TrainingMethod ours =
                new TrainingMethod(TrainerChoice.AUTO, Kernels.AUTO, 3).resolve(Device.CPU, digits(8), images, 4);
        assertEquals(
                "Deeplearning4j's fit with Crosscheck's layers, 3 threads, lit pixels only", ours.words(Device.CPU));
        TrainingMethod onCuda = ours.resolve(Device.CUDA, digits(8), images, 4);
        assertEquals("Deeplearning4j's fit with its own layers, 4 threads", onCuda.words(Device.CUDA));
        assertThrows(
                CrosscheckException.class,
                () -> stock.requireTrains(Setup.parse("784-8-10 relu cross-entropy adam epsilon:corrected"), true));
    }

    @Test
    void imagesAreLearntInDl4jIfTheNetworkHasTheFormOfTheCourse() {
        assertEquals(TrainerChoice.DL4J, TrainerChoice.AUTO.resolved(digits(8), true));
        assertEquals(
                TrainerChoice.DL4J,
                TrainerChoice.AUTO.resolved(form(List.of(8, 4, 2), Elementwise.RELU, Kind.ADAM, 0), true));
        assertEquals(TrainerChoice.BY_HAND, TrainerChoice.AUTO.resolved(digits(8), false), "a table");
        assertEquals(TrainerChoice.BY_HAND, TrainerChoice.AUTO.resolved(digits(), true), "no hidden layer");
    }
}
