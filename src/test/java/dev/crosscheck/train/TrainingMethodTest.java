package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.nn.optim.OptimizerSpec.Kind;
import dev.crosscheck.train.byhand.Kernels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TrainingMethodTest {
    private static final TrainingMethod BY_HAND = TrainingMethod.byHand(Kernels.AUTO);

    private static NetworkForm form(
            List<Integer> hidden,
            Elementwise activation,
            Kind optimizer,
            double momentum,
            double decay,
            double dropout) {
        return new NetworkForm(
                hidden,
                activation,
                Loss.CATEGORICAL_CROSS_ENTROPY,
                optimizer,
                momentum,
                decay,
                dropout,
                Initialization.HE);
    }

    private static NetworkForm learning(Loss loss, Elementwise activation) {
        return new NetworkForm(List.of(8), activation, loss, Kind.ADAM, 0, 0, 0, Initialization.HE);
    }

    static List<Arguments> obstacles() {
        List<Integer> two = List.of(8, 4);
        return List.of(
                Arguments.of(form(two, Elementwise.RELU, Kind.MOMENTUM, 0.9, 0, 0), "momentum is Nesterov's"),
                Arguments.of(form(two, Elementwise.RELU, Kind.ADAM, 0, 0, 0.2), "random state"),
                Arguments.of(learning(Loss.HUBER, Elementwise.RELU), "no Huber loss"),
                Arguments.of(learning(Loss.BINARY_CROSS_ENTROPY, Elementwise.RELU), "clips"),
                Arguments.of(form(two, Elementwise.GELU, Kind.SGD, 0, 0, 0), "gelu is not a number"),
                Arguments.of(form(two, Elementwise.SOFTPLUS, Kind.SGD, 0, 0, 0), "softplus is not a number"));
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void whatDl4jCannotTrainIsRefusedWithTheReasonAndTrainedByHand(NetworkForm network, String reason) {
        CrosscheckException e = assertThrows(
                CrosscheckException.class, () -> TrainingMethod.dl4j().requireTrains(network, true));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
        assertDoesNotThrow(() -> BY_HAND.requireTrains(network, true));
        assertEquals(TrainerChoice.BY_HAND, TrainerChoice.AUTO.resolved(network, true));
    }

    @Test
    void imagesAreLearntInDl4jIfTheNetworkHasTheFormOfTheCourse() {
        assertEquals(TrainerChoice.DL4J, TrainerChoice.AUTO.resolved(NetworkForm.digits(8), true));
        assertEquals(
                TrainerChoice.DL4J,
                TrainerChoice.AUTO.resolved(form(List.of(8, 4, 2), Elementwise.RELU, Kind.ADAM, 0, 0, 0), true));
        assertEquals(TrainerChoice.BY_HAND, TrainerChoice.AUTO.resolved(NetworkForm.digits(8), false), "a table");
        assertEquals(TrainerChoice.BY_HAND, TrainerChoice.AUTO.resolved(NetworkForm.digits(), true), "no hidden layer");
    }

    @Test
    void kernelsAreOnlyForTheTrainerByHand() {
        TrainingMethod dense = new TrainingMethod(TrainerChoice.AUTO, Kernels.DENSE, 1);
        assertThrows(CrosscheckException.class, () -> dense.requireTrains(NetworkForm.digits(8), true));
        assertDoesNotThrow(() -> dense.requireTrains(NetworkForm.digits(8), false));
    }
}
