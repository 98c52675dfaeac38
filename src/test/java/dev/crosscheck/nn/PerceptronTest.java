package dev.crosscheck.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The perceptron, and which targets it can learn. */
class PerceptronTest {
    private static final PerceptronTraining.Observer NONE = PerceptronTraining.Observer.NONE;
    private static final Perceptron ZERO = new Perceptron(new double[] {0, 0}, 0);

    @Test
    void andFromZeroStepByStep() {
        List<String> steps = new ArrayList<>();
        PerceptronTraining training = PerceptronTraining.run(
                ZERO,
                LogicGate.inputs(),
                LogicGate.AND.targets(),
                1,
                10,
                (step, error, after) -> steps.add(step + ": " + error + " " + (int) after.weights()[0]
                        + (int) after.weights()[1] + " " + (int) after.bias()));
        // By hand: at (0,0) z = 0 gives 1, so b falls to -1; at (1,1) z = -1 gives 0, so w = (1,1), b = 0; and so on.
        assertEquals(List.of("0: -1 00 -1", "1: 0 00 -1", "2: 0 00 -1", "3: 1 11 0"), steps.subList(0, 4));
        assertEquals(List.of("4: -1 11 -1", "5: -1 10 -2", "6: 0 10 -2", "7: 1 21 -1"), steps.subList(4, 8));
        assertEquals(List.of(2, 3, 3, 2, 1, 0), training.totalErrors());
        assertTrue(training.converged());
        assertEquals(4 * training.epochs(), steps.size());
        assertEquals(
                OptionalInt.of(6),
                PerceptronTraining.epochsNeeded(ZERO, LogicGate.inputs(), LogicGate.AND.targets(), 1, 6));
        assertEquals(
                OptionalInt.empty(),
                PerceptronTraining.epochsNeeded(ZERO, LogicGate.inputs(), LogicGate.AND.targets(), 1, 5));
    }

    @ParameterizedTest
    @EnumSource(LogicGate.class)
    void aConvergedPerceptronMakesNoErrorAndOnlyXorNeverConverges(LogicGate gate) {
        boolean xor = gate == LogicGate.XOR;
        for (long seed = 0; seed < 100; seed++) {
            PerceptronTraining training = PerceptronTraining.run(
                    Perceptron.initial(2, seed), LogicGate.inputs(), gate.targets(), 0.1, 1000, NONE);
            assertEquals(!xor, training.converged());
            assertEquals(xor ? 1000 : training.totalErrors().indexOf(0) + 1, training.epochs());
            if (training.converged()) {
                assertArrayEquals(gate.targets().data(), outputs(training.trained()));
            }
        }
        LinearSeparability decided = LinearSeparability.of(LogicGate.inputs(), gate.targets());
        assertEquals(!xor, decided.separable());
        if (decided.separable()) {
            assertArrayEquals(gate.targets().data(), outputs(decided.last()));
        }
    }

    private static double[] outputs(Perceptron perceptron) {
        return IntStream.range(0, 4)
                .mapToDouble(n -> perceptron.output(LogicGate.inputs().row(n).data()))
                .toArray();
    }

    private static long separable(Matrix inputs) {
        return IntStream.range(0, 1 << inputs.rows())
                .filter(function -> {
                    Matrix targets = Matrix.zeros(inputs.rows(), 1);
                    for (int n = 0; n < inputs.rows(); n++) {
                        targets.data()[n] = function >> n & 1;
                    }
                    return LinearSeparability.of(inputs, targets).separable();
                })
                .count();
    }

    /** Of the 16 and 256 functions of two and three bits, 14 and 104 are threshold functions (OEIS A000609). */
    @Test
    void asManyFunctionsAreSeparableAsAreKnown() {
        assertEquals(14, separable(LogicGate.inputs()));
        assertEquals(
                104,
                separable(new Matrix(8, 3, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1)));
        assertFalse(LinearSeparability.of(new Matrix(2, 1, 5, 5), new Matrix(2, 1, 0, 1))
                .separable());
    }
}
