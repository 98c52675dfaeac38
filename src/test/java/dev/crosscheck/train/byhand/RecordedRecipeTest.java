package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * ELU, Adam and a cosine schedule in one training, against PyTorch 2.6 in double ({@code
 * src/reference/python/recipe.py}).
 */
class RecordedRecipeTest {
    private static final String SETUP =
            "3-4-2 elu cross-entropy adam lr:0.04 epsilon:corrected schedule:cosine/0/8 batch:5";

    /** What recipe.py prints: the losses before each step, then the parameters at the end. */
    private static final String RECORDED = """
            LOSSES
            0.7970428227913501 0.7014834571351359 0.627607619730778 0.5702220723102902
            0.5275063149559348 0.4977969652239819 0.47970245036429227 0.47114044758234996
            W1
            0.3138070263861717 0.30647617327934845 0.6102844708728626 0.21850831910858076
            0.29372483309799996 0.2955423607045005 -0.4799523640495102 -0.6782444983747904
            -0.4285842210142277 -0.32842123174456467 -0.5321757140671635 -0.11809703004579591
            B1
            0.9972427458017207 0.09381950275560233 -0.43212002945654887 -0.8239652499395487
            W2
            0.27393251725774337 0.6263198761858151 -0.0011377225829564666 -0.0962862727933375
            -0.669259954572704 -0.20588734803783784 -0.06309767074756217 0.3860374894017515
            B2
            0.520363587175744 1.123427703103452
            """;

    private static double[] recorded(String name) {
        return RECORDED.lines()
                .dropWhile(line -> !line.equals(name))
                .skip(1)
                .takeWhile(line -> !Character.isLetter(line.charAt(0)))
                .flatMap(line -> Stream.of(line.split(" ")))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static Matrix sines(int rows, int columns, double from, double divisor) {
        double[] values = new double[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(from + 1.7 * (i / columns) + 0.9 * (i % columns)) / divisor;
        }
        return new Matrix(rows, columns, values);
    }

    @ParameterizedTest
    @EnumSource(
            value = KernelChoice.class,
            names = {"PLAIN", "DENSE"})
    void stepsAreThoseOfPyTorch(KernelChoice kernels) {
        Setup setup = Setup.parse(SETUP);
        Parameters start = new Parameters(
                List.of(sines(3, 4, 0.3, 2), sines(1, 4, 2, 1), sines(4, 2, 1.1, 2), sines(1, 2, 0.7, 1)));
        Matrix labels = new Matrix(5, 2, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1);
        Batches batches = new Batches(new MatrixExamples(sines(5, 3, 0.5, 0.5), labels, 2), 5);
        RateSchedule.Rate rate = setup.training().schedule().of(0.04, 1);
        try (FloatNetwork network = kernels.network(
                setup, NetworkState.of(start, setup.training().optimizer().kind()), batches, 1)) {
            double[] losses = recorded("LOSSES");
            assertEquals(8, losses.length);
            for (int step = 0; step < losses.length; step++) {
                double loss = network.steps(batches.inOrder(), 0, rate.valueAt(step, step))[0];
                assertEquals(
                        losses[step], loss, 1e-6, "loss before step " + step); // some ten roundings of numbers near 1
            }
            Parameters end = network.state(0).parameters(setup.network().sizes());
            // Eight steps of at most 0.04, each with a relative error of some 1e-6 of a gradient in float.
            assertArrayEquals(recorded("W1"), end.weights(1).data(), 5e-6);
            assertArrayEquals(recorded("B1"), end.bias(1).data(), 5e-6);
            assertArrayEquals(recorded("W2"), end.weights(2).data(), 5e-6);
            assertArrayEquals(recorded("B2"), end.bias(2).data(), 5e-6);
        }
    }
}
