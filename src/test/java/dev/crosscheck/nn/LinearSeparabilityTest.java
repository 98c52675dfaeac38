package dev.crosscheck.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinearSeparabilityTest {
    /** Of the 16 functions of two bits, XOR and its negation alone cannot be divided by a line. */
    @Test
    void fourteenOfTheSixteenFunctionsOfTwoBitsAreSeparable() {
        for (int function = 0; function < 16; function++) {
            Matrix targets = new Matrix(4, 1, function & 1, function >> 1 & 1, function >> 2 & 1, function >> 3 & 1);
            boolean xorOrItsNegation = function == 0b0110 || function == 0b1001;
            assertEquals(
                    !xorOrItsNegation, LinearSeparability.inPlane(LogicGate.inputs(), targets), "function " + function);
        }
    }

    @Test
    void onePointInBothClassesIsNotSeparable() {
        assertFalse(LinearSeparability.inPlane(new Matrix(2, 2, 5, 5, 5, 5), new Matrix(2, 1, 0, 1)));
    }

    /** Few whole coordinates, so that points lie on lines with each other, on each other and on top of each other's edges. */
    @Test
    void aPerceptronDecidesAlike() {
        SplittableRandom random = new SplittableRandom(1);
        int separable = 0;
        for (int i = 0; i < 2000; i++) {
            int points = random.nextInt(1, 8);
            Matrix x = Matrix.zeros(points, 2).map(zero -> random.nextInt(-3, 4));
            Matrix t = Matrix.zeros(points, 1).map(zero -> random.nextInt(2));
            boolean decided = byPerceptron(x, t);
            assertEquals(decided, LinearSeparability.inPlane(x, t), x + " " + t);
            separable += decided ? 1 : 0;
        }
        assertTrue(separable > 500 && separable < 1500, separable + " of 2000");
    }

    /**
     * On separable examples a perceptron makes finitely many corrections (Novikoff, 1962); on others its weights stay bounded (Block and Levin,
     * 1970). From whole inputs, η = 1 and a start of 0 they are whole numbers, so bounded ones must recur at the end of an epoch.
     */
    private static boolean byPerceptron(Matrix x, Matrix t) {
        Perceptron perceptron = new Perceptron(new double[x.columns()], 0);
        Set<List<Double>> seen = new HashSet<>();
        while (seen.add(state(perceptron))) {
            PerceptronTraining epoch = PerceptronTraining.run(perceptron, x, t, 1, 1, PerceptronTraining.Observer.NONE);
            if (epoch.converged()) {
                return true;
            }
            perceptron = epoch.trained();
        }
        return false;
    }

    private static List<Double> state(Perceptron perceptron) {
        List<Double> state = new ArrayList<>(List.of(perceptron.bias()));
        for (double weight : perceptron.weights()) {
            state.add(weight);
        }
        return state;
    }
}
