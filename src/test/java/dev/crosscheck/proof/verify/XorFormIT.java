package dev.crosscheck.proof.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.verify.NetworkCheck.BackpropAndOptimizer;
import dev.crosscheck.train.Nd4jTest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class XorFormIT extends Nd4jTest {
    private static XorForm form(Network network, int epochs) {
        return new XorForm(network, network.initial(1), Loss.HALF_SQUARED_ERROR, 0.1, epochs, false);
    }

    private static Network tanh() {
        return Network.of(2, List.of(2), 1, Elementwise.TANH, Elementwise.IDENTITY);
    }

    @Test
    void aTrainingThatDivergesOnBothSidesIsSaidToDiverge() {
        Network linear = Network.of(2, List.of(8, 8), 1, Elementwise.IDENTITY, Elementwise.IDENTITY);
        CrosscheckException diverged =
                assertThrows(CrosscheckException.class, () -> form(linear, 50).findings(ProgressListener.NONE));
        assertTrue(diverged.getMessage().startsWith("The training diverges: at step "), diverged.getMessage());
    }

    private static Findings spread(Optimizer optimizer) {
        BackpropAndOptimizer candidate = new BackpropAndOptimizer(Backprop.BY_HAND, () -> optimizer);
        return form(tanh(), 150)
                .form(candidate, ProgressListener.NONE, 0, 1, 2, 3)
                .findings();
    }

    /** Adds something to a weight at one step. */
    private static Optimizer wrongAt(int wrong, double added) {
        Sgd sgd = new Sgd(0.1);
        AtomicInteger step = new AtomicInteger();
        return (parameters, gradients) -> {
            sgd.updateInPlace(parameters, gradients);
            if (step.getAndIncrement() == wrong) {
                parameters.get(0).data()[0] += added;
            }
        };
    }

    /** 150 epochs of four steps: the first 25 are compared, then 50 of the others, the last among them. The error is too small for a loss curve. */
    @Test
    void aWrongStepAmongThoseThatAreSpreadIsFound() {
        Findings findings = spread(wrongAt(599, 1e-12));
        assertFalse(findings.passed());
        assertEquals(
                "weights and biases after 300 of 600 steps, against DL4J",
                findings.verdicts().get(0).quantity());
        assertEquals(300, findings.verdicts().get(1).compared());
    }

    @Test
    void whatDivergesByHandAloneBetweenTheStepsThatAreSpreadDisagrees() {
        Findings findings = spread(wrongAt(101, Double.NaN));
        assertFalse(findings.passed());
        assertTrue(
                findings.verdicts().get(0).failure().contains("at step 101"),
                findings.verdicts().get(0).failure());
    }
}
