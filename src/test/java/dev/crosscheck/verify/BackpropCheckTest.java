package dev.crosscheck.verify;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BackpropCheckTest {
    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.startOnCpu();
    }

    @Test
    void aTrainingThatDivergesOnBothSidesIsSaidToDiverge() {
        Network linear = Network.of(2, List.of(8, 8), 1, Elementwise.IDENTITY, Elementwise.IDENTITY);
        CrosscheckException diverged = assertThrows(
                CrosscheckException.class,
                () -> BackpropCheck.verdicts(linear, linear.initial(1), Loss.HALF_SQUARED_ERROR, 0.1, 50));
        assertTrue(diverged.getMessage().startsWith("The training diverges: at step "), diverged.getMessage());
    }

    @Test
    void huberTrainsWithItsLossFromSameDiff() {
        Network network = Network.of(2, List.of(3), 1, Elementwise.ELU, Elementwise.IDENTITY);
        BackpropCheck.verdicts(network, network.initial(2), Loss.HUBER, 0.05, 5)
                .forEach(verdict -> assertTrue(verdict.passed(), verdict::line));
    }
}
