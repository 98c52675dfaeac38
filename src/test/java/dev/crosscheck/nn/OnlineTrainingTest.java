package dev.crosscheck.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnlineTrainingTest {
    private static final Network COURSE = Network.of(2, List.of(3), 1, Elementwise.TANH, Elementwise.IDENTITY);
    private static final int[] IN_ORDER = {0, 1, 2, 3};

    /** One weight and one bias: y = wx + b, from w = 1, b = 0, η = 0.5. */
    @Test
    void stepsThatCanBeDoneOnPaper() {
        Network line = Network.of(1, List.of(), 1, Elementwise.TANH, Elementwise.IDENTITY);
        Parameters parameters = new Parameters(List.of(Matrix.rowOf(1), Matrix.rowOf(0)));
        List<String> steps = new ArrayList<>();
        double[] means = new OnlineTraining(line, Loss.HALF_SQUARED_ERROR)
                .runInPlace(
                        parameters,
                        new Sgd(0.5),
                        new Matrix(2, 1, 2, 1),
                        new Matrix(2, 1, 0, 1),
                        new int[] {1, 1, 0},
                        1,
                        (step, loss, after) -> steps.add(
                                step + ": " + loss + " " + after.get("W1").get(0, 0) + " "
                                        + after.get("b1").get(0, 0)));
        // x = 1, t = 1, twice: y = 1, no error. x = 2, t = 0: y = 2, L = 2, dw = 4, db = 2.
        assertEquals(List.of("0: 0.0 1.0 0.0", "1: 0.0 1.0 0.0", "2: 2.0 -1.0 -1.0"), steps);
        assertArrayEquals(new double[] {2.0 / 3}, means);
    }

    @Test
    void xorIsLearned() {
        Parameters parameters = COURSE.initial(1);
        double[] means = train(parameters, Backprop.BY_HAND);
        assertEquals(10_000, means.length);
        assertTrue(means[9_999] < 1e-4, () -> "mean loss of the last epoch: " + means[9_999]);
        Matrix y = COURSE.forward(parameters, LogicGate.inputs()).output();
        assertArrayEquals(LogicGate.XOR.targets().data(), y.data(), 0.02);
    }

    private static double[] train(Parameters parameters, Backprop backprop) {
        return new OnlineTraining(COURSE, Loss.HALF_SQUARED_ERROR, backprop)
                .runInPlace(
                        parameters,
                        new Sgd(0.1),
                        LogicGate.inputs(),
                        LogicGate.XOR.targets(),
                        IN_ORDER,
                        10_000,
                        OnlineTraining.Observer.NONE);
    }

    @Test
    void pairsThatDoNotGoTogetherAreRefused() {
        assertThrows(CrosscheckException.class, () -> new OnlineTraining(COURSE, Loss.BINARY_CROSS_ENTROPY));
    }
}
