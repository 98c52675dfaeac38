package dev.crosscheck.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LinearSeparabilityTest {
    @ParameterizedTest
    @EnumSource(LogicGate.class)
    void allGatesButXorAreSeparable(LogicGate gate) {
        LinearSeparability decided = LinearSeparability.of(LogicGate.inputs(), gate.targets());
        assertEquals(gate != LogicGate.XOR, decided.separable());
        if (decided.separable()) {
            for (int n = 0; n < 4; n++) {
                assertEquals(
                        gate.targets().get(n, 0),
                        decided.last().output(LogicGate.inputs().row(n).data()));
            }
        }
    }

    /** Of the 16 functions of two bits, XOR and its negation alone cannot be divided by a line. */
    @Test
    void fourteenOfTheSixteenFunctionsOfTwoBitsAreSeparable() {
        for (int function = 0; function < 16; function++) {
            Matrix targets = new Matrix(4, 1, function & 1, function >> 1 & 1, function >> 2 & 1, function >> 3 & 1);
            boolean xorOrItsNegation = function == 0b0110 || function == 0b1001;
            assertEquals(
                    !xorOrItsNegation,
                    LinearSeparability.of(LogicGate.inputs(), targets).separable(),
                    "function " + function);
        }
    }

    /** Of the 256 functions of three bits, 104 are threshold functions (OEIS A000609). */
    @Test
    void aHundredAndFourOfTheFunctionsOfThreeBitsAreSeparable() {
        Matrix inputs = new Matrix(8, 3, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1);
        int separable = 0;
        for (int function = 0; function < 256; function++) {
            Matrix targets = Matrix.zeros(8, 1);
            for (int n = 0; n < 8; n++) {
                targets.data()[n] = function >> n & 1;
            }
            separable += LinearSeparability.of(inputs, targets).separable() ? 1 : 0;
        }
        assertEquals(104, separable);
    }

    @Test
    void onePointInBothClassesIsNotSeparable() {
        assertEquals(
                false,
                LinearSeparability.of(new Matrix(2, 1, 5, 5), new Matrix(2, 1, 0, 1))
                        .separable());
    }

    @Test
    void inputsMustBeWhole() {
        Matrix half = new Matrix(1, 1, 0.5);
        assertThrows(IllegalArgumentException.class, () -> LinearSeparability.of(half, half));
    }

    /** Few whole coordinates, so that points lie on lines with each other, on each other and on top of each other's edges. */
    @Test
    void inThePlaneBothWaysDecideAlike() {
        SplittableRandom random = new SplittableRandom(1);
        int separable = 0;
        for (int i = 0; i < 2000; i++) {
            int points = random.nextInt(1, 8);
            Matrix x = Matrix.zeros(points, 2).map(zero -> random.nextInt(-3, 4));
            Matrix t = Matrix.zeros(points, 1).map(zero -> random.nextInt(2));
            boolean decided = LinearSeparability.of(x, t).separable();
            assertEquals(decided, LinearSeparability.inPlane(x, t), x + " " + t);
            separable += decided ? 1 : 0;
        }
        assertTrue(separable > 500 && separable < 1500, separable + " of 2000");
    }
}
