package dev.crosscheck.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.course.Descent;
import dev.crosscheck.course.NeuronRun;
import dev.crosscheck.course.Scalar;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.PolarRandom;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Perceptron;
import dev.crosscheck.nn.PerceptronTraining;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.Sgd;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongConsumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the first chapters say by comparing, over five seeds. */
class SentencesTest {
    private static final String PERCEPTRON = "01-perceptron";
    private static final String DESCENT = "01b-descent";
    private static final String ACTIVATIONS = "02-activations";
    private static final String LOSSES = "03-losses";

    private static void says(String chapter, String sentence) throws IOException {
        Notebook.requireSays(chapter, sentence);
    }

    private static void eachSeed(LongConsumer holds) {
        LongStream.rangeClosed(1, 5).forEach(holds);
    }

    private static void assertBetween(double least, double most, double figure, String what) {
        assertTrue(least <= figure && figure <= most, what + ": " + figure);
    }

    @Test
    void eachCorrectionMovesZTheRightWayPerhapsNotFarEnough() throws IOException {
        says(
                PERCEPTRON,
                "each correction moves the $z$ of one example the right way, perhaps not far enough, and it may spoil the answer for another");
        Matrix targets = LogicGate.AND.targets();
        int[] counts = new int[3]; // corrections, of which mend their example, of which spoil another
        eachSeed(seed -> {
            Perceptron[] now = {Perceptron.initial(2, seed)};
            PerceptronTraining.run(now[0], LogicGate.inputs(), targets, 0.1, 100, (step, error, after) -> {
                Perceptron before = now[0];
                now[0] = after;
                if (error != 0) {
                    double[] x = LogicGate.inputs().row(step % 4).data();
                    double moved = after.preActivation(x) - before.preActivation(x);
                    assertEquals(0.1 * error * (x[0] * x[0] + x[1] * x[1] + 1), moved, 1e-12);
                    counts[0]++;
                    counts[1] += isRight(after, step % 4) ? 1 : 0;
                    counts[2] += IntStream.range(0, 4).anyMatch(n -> isRight(before, n) && !isRight(after, n)) ? 1 : 0;
                }
            });
        });
        assertArrayEquals(new int[] {24, 11, 5}, counts);
    }

    private static boolean isRight(Perceptron perceptron, int n) {
        return perceptron.output(LogicGate.inputs().row(n).data())
                == LogicGate.AND.targets().get(n, 0);
    }

    /** The seed is 167, and the start at 0 has none. */
    @Test
    void theRateMattersFromARandomStartAlone() throws IOException {
        says(PERCEPTRON, "with $\\eta = 0.05$ it would take two");
        double[] x = {1, 1};
        Perceptron once = new Perceptron(new double[] {0.3, -0.2}, 0.1).corrected(x, 0, 0.05);
        assertEquals("1 0", once.output(x) + " " + once.corrected(x, 0, 0.05).output(x));
        says(PERCEPTRON, "They need the same number.");
        says(PERCEPTRON, "AND then takes 4 epochs instead of 6, and its line goes through $(1, 0)$.");
        Perceptron zero = new Perceptron(new double[2], 0);
        assertEquals("6 6 4", epochs(zero, 0.125) + " " + epochs(zero, 128) + " " + epochs(zero, 0.1));
        says(PERCEPTRON, "From another start the rate matters");
        assertEquals(
                List.of("2:8", "2:6", "8:6", "5:6", "9:6"),
                LongStream.rangeClosed(1, 5)
                        .mapToObj(seed -> Perceptron.initial(2, seed))
                        .map(start -> epochs(start, 0.125) + ":" + epochs(start, 128))
                        .toList(),
                "epochs with the rate 0.125 and with 128, by seed");
    }

    private static int epochs(Perceptron start, double rate) {
        Matrix targets = LogicGate.AND.targets();
        return PerceptronTraining.run(start, LogicGate.inputs(), targets, rate, 1000, PerceptronTraining.Observer.NONE)
                .epochs();
    }

    @Test
    void theBestStepOfADifference() throws IOException {
        says(
                DESCENT,
                "For functions of ordinary size the best $h$ is near $6 \\cdot 10^{-6}$, where about ten digits are right.");
        List<Elementwise> smooth =
                List.of(Elementwise.SIGMOID, Elementwise.TANH, Elementwise.GELU, Elementwise.SOFTPLUS);
        eachSeed(seed -> {
            double[] w = new PolarRandom(seed).doubles(20, -2, 2).toArray();
            double[] off = DoubleStream.of(1e-3, 1e-4, 6e-6, 1e-8, 1e-9)
                    .map(h -> smooth.stream()
                            .flatMapToDouble(f -> DoubleStream.of(w)
                                    .map(v ->
                                            (f.value(v + h) - f.value(v - h)) / (2 * h) - f.derivative(v, f.value(v))))
                            .map(Math::abs)
                            .max()
                            .orElseThrow())
                    .toArray();
            assertTrue(off[0] > off[1] && off[1] > off[2] && off[2] < off[3] && off[3] < off[4], "seed " + seed);
            assertBetween(0, 3e-10, off[2], "seed " + seed);
        });
    }

    @Test
    void theStepIsLimitedByTheCurvature() throws IOException {
        says(DESCENT, "For any parabola the factor is $1 - \\eta c$, and the limit of the step is $2/c$.");
        says(DESCENT, "If you multiply an input by 10, the curvature along its weight is multiplied by 100.");
        eachSeed(seed -> {
            PolarRandom random = new PolarRandom(seed);
            double c = 0.1 + 10 * random.nextDouble();
            double least = random.nextGaussian();
            DoubleUnaryOperator loss = w -> c / 2 * (w - least) * (w - least);
            assertEquals(c, Descent.curvature(loss, least + 1), 1e-3 * c);
            double below = Descent.path(loss, least + 1, 1.9 / c, 50)[50];
            double above = Descent.path(loss, least + 1, 2.1 / c, 50)[50];
            assertEquals(Math.pow(-0.9, 50), below - least, 1e-6, "seed " + seed);
            assertEquals(Math.pow(-1.1, 50), above - least, 1e-4, "seed " + seed);

            double x = random.nextGaussian();
            double ofTenfold = Descent.curvature(w -> Math.pow(w * 10 * x - 1, 2), 0);
            assertEquals(100, ofTenfold / Descent.curvature(w -> Math.pow(w * x - 1, 2), 0), 0.1, "seed " + seed);
        });
    }

    @Test
    void theNeuronsFindTheLeastSquaresAndTheLargestLikelihood() throws IOException {
        says(DESCENT, "It finds the line of least squares, the best one for *these* examples.");
        says(DESCENT, "so the line is not exactly the one behind them");
        says(DESCENT, "the least loss and the largest likelihood are at the same $w$ and $b$");
        says(
                DESCENT,
                "It cannot end at 0: where the two labels overlap, no $w$ and $b$ are sure of all of them and right.");
        eachSeed(seed -> {
            NeuronRun linear = NeuronRun.linear(seed, 0.1, 200);
            NeuronRun logistic = NeuronRun.logistic(seed, 0.5, 500);
            double[][] moves = {{0.01, 0}, {-0.01, 0}, {0, 0.01}, {0, -0.01}};
            for (double[] move : moves) {
                assertTrue(squares(linear, 0, 0) < squares(linear, move[0], move[1]), "seed " + seed);
                assertTrue(logLikelihood(logistic, 0, 0) > logLikelihood(logistic, move[0], move[1]), "seed " + seed);
            }
            double off = Math.max(Math.abs(linear.w() - 2), Math.abs(linear.b() + 1));
            assertBetween(0.005, 0.2, off, "seed " + seed);
            assertEquals(logLikelihood(logistic, 0, 0), -100 * logistic.losses()[500], 1e-9);
            assertBetween(0.2, Math.log(2), logistic.losses()[500], "seed " + seed);
        });
    }

    @Test
    void theNeuronsStepIsTheRateTimesTheSlope() {
        eachSeed(seed -> {
            NeuronRun start = NeuronRun.linear(seed, 0.1, 0);
            NeuronRun step = NeuronRun.linear(seed, 0.1, 1);
            double[] t = start.targets().data();
            double dw = IntStream.range(0, t.length)
                    .mapToDouble(n -> 2
                            * (start.w() * start.x().get(n, 0) + start.b() - t[n])
                            * start.x().get(n, 0))
                    .average()
                    .orElseThrow();
            assertEquals(start.w() - 0.1 * dw, step.w(), 1e-12, "seed " + seed);
        });
    }

    private static double squares(NeuronRun run, double dw, double db) {
        return IntStream.range(0, NeuronRun.EXAMPLES)
                .mapToDouble(n -> (run.w() + dw) * run.x().get(n, 0)
                        + run.b()
                        + db
                        - run.targets().get(n, 0))
                .map(off -> off * off)
                .sum();
    }

    private static double logLikelihood(NeuronRun run, double dw, double db) {
        return IntStream.range(0, NeuronRun.EXAMPLES)
                .mapToDouble(n -> {
                    double y = 1 / (1 + Math.exp(-(run.w() + dw) * run.x().get(n, 0) - run.b() - db));
                    return Math.log(run.targets().get(n, 0) == 1 ? y : 1 - y);
                })
                .sum();
    }

    /** Of chapter 4's network, against backpropagation by layers. */
    @Test
    void reverseModeFindsWhatBackpropagationFinds() throws IOException {
        says(DESCENT, "does the same with whole layers: that is backpropagation");
        Network network = Network.of(2, List.of(3), 1, Elementwise.TANH, Elementwise.IDENTITY);
        Matrix x = Matrix.rowOf(0.3, -0.8);
        eachSeed(seed -> {
            Parameters parameters = network.initial(seed);
            List<List<Scalar>> theta = parameters.matrices().stream()
                    .map(matrix ->
                            DoubleStream.of(matrix.data()).mapToObj(Scalar::new).toList())
                    .toList();
            Scalar error = theta.get(3).get(0).plus(new Scalar(-0.7));
            for (int j = 0; j < 3; j++) {
                Scalar z = theta.get(1).get(j);
                for (int i = 0; i < 2; i++) {
                    z = z.plus(theta.get(0).get(3 * i + j).times(new Scalar(x.get(0, i))));
                }
                error = error.plus(theta.get(2).get(j).times(tanh(z)));
            }
            error.times(error).backward();
            List<Matrix> gradients = Backprop.BY_HAND
                    .gradients(
                            network,
                            parameters,
                            network.forward(parameters, x),
                            Matrix.rowOf(0.7),
                            Loss.MEAN_SQUARED_ERROR)
                    .matrices();
            for (int k = 0; k < 4; k++) {
                double[] found =
                        theta.get(k).stream().mapToDouble(each -> each.gradient).toArray();
                // Ten operations on numbers of a size near 1.
                assertArrayEquals(gradients.get(k).data(), found, 1e-13, "seed " + seed);
            }
        });
    }

    /** {@code 2 / (1 + e^-2z) - 1}. */
    private static Scalar tanh(Scalar z) {
        Scalar minusOne = new Scalar(-1);
        Scalar quotient = z.times(new Scalar(-2))
                .exp()
                .plus(new Scalar(1))
                .log()
                .times(minusOne)
                .exp();
        return quotient.times(new Scalar(2)).plus(minusOne);
    }

    /** Through ten layers of 16 units, from weights of He's size. */
    @Test
    void reluKeepsTheGradientsSizeAndTheSigmoidDoesNot() throws IOException {
        says(ACTIVATIONS, "weights of the right size roughly keep the gradients' size from layer to layer");
        says(ACTIVATIONS, "large ones could make up for it, but they push the units to where the slope is nearly 0");
        eachSeed(seed -> {
            assertBetween(0.6, 1.4, perLayer(tenLayers(Elementwise.RELU, seed, 1)), "seed " + seed);
            BackwardPass sigmoid = tenLayers(Elementwise.SIGMOID, seed, 1);
            assertBetween(0, 0.4, perLayer(sigmoid), "seed " + seed);
            BackwardPass large = tenLayers(Elementwise.SIGMOID, seed, 8);
            assertBetween(0, 0.4, slope(large) / slope(sigmoid), "seed " + seed);
        });
    }

    /** The factor, per layer, of the gradients' length. */
    private static double perLayer(BackwardPass back) {
        return Math.pow(back.dz(1).length() / back.dz(10).length(), 1.0 / 9);
    }

    /** The mean slope of the fifth layer's units. */
    private static double slope(BackwardPass back) {
        Matrix slopes = back.dz(5).combine(back.da(5), (dz, da) -> dz / da);
        return DoubleStream.of(slopes.data()).average().orElseThrow();
    }

    private static BackwardPass tenLayers(Elementwise activation, long seed, double scale) {
        Network network = Network.of(16, Collections.nCopies(9, 16), 16, activation, activation);
        Parameters parameters = new Parameters(Initialization.HE.draw(network, seed).matrices().stream()
                .map(matrix -> matrix.map(v -> scale * v))
                .toList());
        ForwardPass pass = network.forward(parameters, Matrix.gaussian(20, 16, new PolarRandom(100 + seed)));
        return BackwardPass.from(network, parameters, pass, Matrix.gaussian(20, 16, new PolarRandom(seed)));
    }

    @Test
    void aDeadUnitLearnsNothingWhileItsInputsStay() throws IOException {
        says(
                ACTIVATIONS,
                "so it learns nothing while its inputs stay as they are: it is *dead*. (In a deeper layer the inputs change as other units learn, and may bring it back.)");
        Network one = Network.of(2, List.of(1), 1, Elementwise.RELU, Elementwise.IDENTITY);
        eachSeed(seed -> {
            PolarRandom random = new PolarRandom(seed);
            Parameters parameters = new Parameters(
                    List.of(Matrix.gaussian(2, 1, random), Matrix.rowOf(-10), Matrix.rowOf(1), Matrix.rowOf(0)));
            Matrix x = Matrix.gaussian(20, 2, random);
            Matrix t = Matrix.gaussian(20, 1, random);
            double[] before = parameters.get("W1").data().clone();
            for (int step = 0; step < 50; step++) {
                List<Matrix> gradients = Backprop.BY_HAND
                        .gradients(one, parameters, one.forward(parameters, x), t, Loss.MEAN_SQUARED_ERROR)
                        .matrices();
                new Sgd(0.1).updateInPlace(parameters.matrices(), gradients);
            }
            assertArrayEquals(before, parameters.get("W1").data(), "seed " + seed);
            assertEquals(-10, parameters.get("b1").get(0, 0), "seed " + seed);
        });
    }

    /** From y = 0.01 for the target 1 to y = 0.5, by descent on z, at five rates. */
    @Test
    void theCrossEntropyGetsOutOfAnErrorSooner() throws IOException {
        says(
                LOSSES,
                "with the same learning rate, gradient descent on $z$ needs some ten times as many steps with the squared error");
        for (double rate : new double[] {0.02, 0.05, 0.1, 0.2, 0.5}) {
            double cross = stepsToHalf(rate, y -> y - 1);
            double squared = stepsToHalf(rate, y -> 2 * (y - 1) * y * (1 - y));
            assertEquals(10.5, squared / cross, 0.5, "rate " + rate);
        }
    }

    private static int stepsToHalf(double rate, DoubleUnaryOperator slope) {
        double z = Math.log(0.01 / 0.99);
        int steps = 0;
        while (z < 0) {
            z -= rate * slope.applyAsDouble(1 / (1 + Math.exp(-z)));
            steps++;
        }
        return steps;
    }

    @Test
    void zeroLogitsGiveTheLogarithmOfTheClasses() throws IOException {
        says(LOSSES, "a digit network whose logits are all near 0 starts near it");
        Matrix t = Matrix.zeros(50, 10);
        IntStream.range(0, 50).forEach(n -> t.data()[10 * n + n % 10] = 1);
        eachSeed(seed -> {
            Matrix logits = Matrix.gaussian(50, 10, new PolarRandom(seed)).map(v -> 0.1 * v);
            double loss = Loss.CATEGORICAL_CROSS_ENTROPY.value(Softmax.SOFTMAX.forward(logits), t);
            assertEquals(Math.log(10), loss, 0.05, "seed " + seed);
        });
    }

    @Test
    void aUnitInDoubtIsPulledMost() throws IOException {
        says(LOSSES, "a unit in doubt is pulled more than one that is certain and wrong");
        DoubleUnaryOperator pull = y -> 2 * y * (1 - y) * (1 - y);
        assertEquals(8.0 / 27, pull.applyAsDouble(1.0 / 3), 1e-15);
        IntStream.rangeClosed(0, 1000)
                .forEach(k -> assertBetween(0, 8.0 / 27 + 1e-15, pull.applyAsDouble(k / 1000.0), "y = " + k / 1000.0));
        assertBetween(0, 0.01, pull.applyAsDouble(0.001) / pull.applyAsDouble(1.0 / 3), "certain and wrong");
    }
}
