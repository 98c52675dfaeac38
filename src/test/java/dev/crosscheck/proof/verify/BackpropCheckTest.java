package dev.crosscheck.proof.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.proof.compare.ProgressListener;
import java.util.ArrayList;
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
                () -> BackpropCheck.findings(
                        linear, linear.initial(1), Loss.HALF_SQUARED_ERROR, 0.1, 50, ProgressListener.NONE));
        assertTrue(diverged.getMessage().startsWith("The training diverges: at step "), diverged.getMessage());
    }

    @Test
    void everyStepOfATrainingIsCounted() {
        Network network = Network.of(2, List.of(2), 1, Elementwise.TANH, Elementwise.IDENTITY);
        List<String> told = new ArrayList<>();
        ProgressListener listener = (what, done, steps) -> told.add(what + " " + done + "/" + steps);
        BackpropCheck.findings(network, network.initial(1), Loss.HALF_SQUARED_ERROR, 0.1, 2, listener);
        assertEquals(8, told.size());
        assertEquals("Backpropagation, XOR with 2-2 tanh-1 identity, half squared error 8/8", told.get(7));

        told.clear();
        PerceptronCheck.findings(LogicGate.XOR, Perceptron.initial(2, 1), 0.1, 3, listener);
        assertEquals("Perceptron, XOR 12/12", told.get(11));
    }

    @Test
    void huberTrainsWithItsLossFromSameDiff() {
        Network network = Network.of(2, List.of(3), 1, Elementwise.ELU, Elementwise.IDENTITY);
        BackpropCheck.findings(network, network.initial(2), Loss.HUBER, 0.05, 5, ProgressListener.NONE)
                .verdicts()
                .forEach(verdict -> assertTrue(verdict.passed(), verdict::line));
    }
}
