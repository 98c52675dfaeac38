package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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

    static List<NetworkForm> others() {
        List<Integer> two = List.of(8, 4);
        return List.of(
                NetworkForm.digits(),
                form(two, Elementwise.TANH, Kind.ADAM, 0, 0, 0),
                form(two, Elementwise.RELU, Kind.SGD, 0, 0, 0),
                form(two, Elementwise.RELU, Kind.MOMENTUM, 0.9, 0, 0),
                form(two, Elementwise.RELU, Kind.ADAMW, 0, 0.01, 0),
                form(two, Elementwise.RELU, Kind.ADAM, 0, 0, 0.2));
    }

    @ParameterizedTest
    @MethodSource("others")
    void theTrainerByHandRefusesWhatItDoesNotTrain(NetworkForm network) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> BY_HAND.requireTrains(network));
        assertEquals(
                "--trainer by-hand trains one or more hidden ReLU layers with Adam, without dropout or class weights; this one is "
                        + network + ".",
                e.getMessage());
        assertDoesNotThrow(() -> TrainingMethod.dl4j().requireTrains(network));
    }

    @Test
    void theTrainerByHandTrainsReluLayersWithAdamFromAnyStart() {
        assertDoesNotThrow(() -> BY_HAND.requireTrains(NetworkForm.digits(8)));
        assertDoesNotThrow(() -> BY_HAND.requireTrains(form(List.of(8, 4, 2), Elementwise.RELU, Kind.ADAM, 0, 0, 0)));
    }
}
