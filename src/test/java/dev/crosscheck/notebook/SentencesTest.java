package dev.crosscheck.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.course.Descent;
import dev.crosscheck.course.NeuronRun;
import dev.crosscheck.course.Scalar;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.PolarRandom;
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

    private static LongStream seeds() {
        return LongStream.rangeClosed(1, 5);
    }

    @Test
    void eachCorrectionMovesZTheRightWayPerhapsNotFarEnough() throws IOException {
        Notebook.requireSays(
                PERCEPTRON,
                "each correction moves the $z$ of one example the right way, perhaps not far enough, and it may spoil the answer for another");
        int[] counts = new int
                [4]; // corrections, those to the right side, seeds with one that was too short, with one that spoiled
        // another
        seeds().forEach(seed -> {
            Perceptron[] now = {Perceptron.initial(2, seed)};
            boolean[] seen = new boolean[2];
            PerceptronTraining.run(
                    now[0], LogicGate.inputs(), LogicGate.AND.targets(), 0.1, 100, (step, error, after) -> {
                        double[] x = LogicGate.inputs().row(step % 4).data();
                        if (error != 0) {
                            double moved = after.preActivation(x) - now[0].preActivation(x);
                            assertEquals(0.1 * error * (x[0] * x[0] + x[1] * x[1] + 1), moved, 1e-12);
                            boolean mended =
                                    after.output(x) == LogicGate.AND.targets().get(step % 4, 0);
                            counts[0]++;
                            counts[1] += mended ? 1 : 0;
                            seen[0] |= !mended;
                            seen[1] |= spoils(now[0], after);
                        }
                        now[0] = after;
                    });
            counts[2] += seen[0] ? 1 : 0;
            counts[3] += seen[1] ? 1 : 0;
        });
        assertArrayEquals(new int[] {24, 11, 3, 1}, counts);
    }

    private static boolean spoils(Perceptron before, Perceptron after) {
        return IntStream.range(0, 4).anyMatch(n -> {
            double[] x = LogicGate.inputs().row(n).data();
            double t = LogicGate.AND.targets().get(n, 0);
            return before.output(x) == t && after.output(x) != t;
        });
    }

    /** The seed is 167, and the start at 0 has none. */
    @Test
    void theRateMattersFromARandomStartAlone() throws IOException {
        Notebook.requireSays(PERCEPTRON, "with $\\eta = 0.05$ it would take two");
        double[] x = {1, 1};
        Perceptron once = new Perceptron(new double[] {0.3, -0.2}, 0.1).corrected(x, 0, 0.05);
        assertEquals("1 0", once.output(x) + " " + once.corrected(x, 0, 0.05).output(x));
        Notebook.requireSays(PERCEPTRON, "They need the same number.");
        Notebook.requireSays(PERCEPTRON, "AND then takes 4 epochs instead of 6, and its line goes through $(1, 0)$.");
        Notebook.requireSays(PERCEPTRON, "From another start the rate matters");
        Perceptron zero = new Perceptron(new double[2], 0);
        assertEquals("6 6 4", epochs(zero, 0.125) + " " + epochs(zero, 128) + " " + epochs(zero, 0.1));
        assertEquals(
                List.of("2:8", "2:6", "8:6", "5:6", "9:6"),
                seeds().mapToObj(seed -> Perceptron.initial(2, seed))
                        .map(start -> epochs(start, 0.125) + ":" + epochs(start, 128))
                        .toList(),
                "epochs with the rate 0.125 and with 128, by seed");
    }

    private static int epochs(Perceptron start, double rate) {
        return PerceptronTraining.run(
                        start,
                        LogicGate.inputs(),
                        LogicGate.AND.targets(),
                        rate,
                        1000,
                        PerceptronTraining.Observer.NONE)
                .epochs();
    }

    @Test
    void theBestStepOfADifference() throws IOException {
        Notebook.requireSays(
                DESCENT,
                "For functions of ordinary size the best $h$ is near $6 \\cdot 10^{-6}$, where about ten digits are right.");
        List<DoubleUnaryOperator> functions =
                List.of(Math::sin, Math::exp, Math::tanh, v -> v * v * v, v -> 1 / (2 + v));
        List<DoubleUnaryOperator> slopes = List.of(
                Math::cos,
                Math::exp,
                v -> 1 - Math.tanh(v) * Math.tanh(v),
                v -> 3 * v * v,
                v -> -1 / ((2 + v) * (2 + v)));
        double[] h = {1e-3, 1e-4, 6e-6, 1e-8, 1e-9};
        seeds().forEach(seed -> {
            double[] w = new PolarRandom(seed).doubles(20, 0, 1).toArray();
            double[] off = DoubleStream.of(h)
                    .map(step -> IntStream.range(0, 5)
                            .mapToDouble(f -> DoubleStream.of(w)
                                    .map(v -> Math.abs((functions.get(f).applyAsDouble(v + step)
                                                            - functions.get(f).applyAsDouble(v - step))
                                                    / (2 * step)
                                            - slopes.get(f).applyAsDouble(v)))
                                    .max()
                                    .getAsDouble())
                            .max()
                            .getAsDouble())
                    .toArray();
            assertTrue(off[0] > off[1] && off[1] > off[2] && off[2] < off[3] && off[3] < off[4], "seed " + seed);
            assertTrue(off[2] < 3e-10, "seed " + seed + ": " + off[2]);
        });
    }

    @Test
    void theStepIsLimitedByTheCurvature() throws IOException {
        Notebook.requireSays(
                DESCENT, "For any parabola the factor is $1 - \\eta c$, and the limit of the step is $2/c$.");
        Notebook.requireSays(
                DESCENT, "If you multiply an input by 10, the curvature along its weight is multiplied by 100.");
        seeds().forEach(seed -> {
            PolarRandom random = new PolarRandom(seed);
            double c = 0.1 + 10 * random.nextDouble();
            double least = random.nextGaussian();
            DoubleUnaryOperator loss = w -> c / 2 * (w - least) * (w - least);
            assertEquals(c, Descent.curvature(loss, least + 1), 1e-3 * c);
            double[] below = Descent.path(loss, least + 1, 1.9 / c, 50);
            double[] above = Descent.path(loss, least + 1, 2.1 / c, 50);
            assertEquals(Math.pow(-0.9, 50), below[50] - least, 1e-6, "seed " + seed);
            assertEquals(Math.pow(-1.1, 50), above[50] - least, 1e-4, "seed " + seed);

            double x = random.nextGaussian();
            DoubleUnaryOperator ofW = w -> Math.pow(w * x - 1, 2);
            DoubleUnaryOperator ofTenfold = w -> Math.pow(w * 10 * x - 1, 2);
            assertEquals(100, Descent.curvature(ofTenfold, 0) / Descent.curvature(ofW, 0), 0.1, "seed " + seed);
        });
    }

    @Test
    void theLinearNeuronFindsTheLineOfLeastSquares() throws IOException {
        Notebook.requireSays(DESCENT, "It finds the line of least squares, the best one for *these* examples.");
        Notebook.requireSays(DESCENT, "so the line is not exactly the one behind them");
        seeds().forEach(seed -> {
            NeuronRun run = NeuronRun.linear(seed, 0.1, 200);
            double[] x = run.x().data();
            double[] t = run.targets().data();
            double meanX = DoubleStream.of(x).average().getAsDouble();
            double meanT = DoubleStream.of(t).average().getAsDouble();
            double covariance = IntStream.range(0, x.length)
                    .mapToDouble(n -> (x[n] - meanX) * (t[n] - meanT))
                    .sum();
            double variance =
                    DoubleStream.of(x).map(v -> (v - meanX) * (v - meanX)).sum();
            assertEquals(covariance / variance, run.w(), 1e-9, "seed " + seed);
            assertEquals(meanT - covariance / variance * meanX, run.b(), 1e-9, "seed " + seed);
            double off = Math.max(Math.abs(run.w() - 2), Math.abs(run.b() + 1));
            assertTrue(off > 0.005 && off < 0.2, "seed " + seed + ": " + off);
        });
    }

    @Test
    void theLogisticNeuronFindsTheLargestLikelihood() throws IOException {
        Notebook.requireSays(DESCENT, "the least loss and the largest likelihood are at the same $w$ and $b$");
        Notebook.requireSays(
                DESCENT,
                "It cannot end at 0: where the two labels overlap, no $w$ and $b$ are sure of all of them and right.");
        seeds().forEach(seed -> {
            NeuronRun run = NeuronRun.logistic(seed, 0.5, 500);
            double best = logLikelihood(run, run.w(), run.b());
            for (double[] move : new double[][] {{0.1, 0}, {-0.1, 0}, {0, 0.1}, {0, -0.1}}) {
                assertTrue(best > logLikelihood(run, run.w() + move[0], run.b() + move[1]), "seed " + seed);
            }
            assertEquals(best, -100 * run.losses()[500], 1e-9);
            assertTrue(best > 100 * Math.log(0.5) && run.losses()[500] > 0.2, "seed " + seed + ": " + best);
        });
    }

    private static double logLikelihood(NeuronRun run, double w, double b) {
        return IntStream.range(0, NeuronRun.EXAMPLES)
                .mapToDouble(n -> {
                    double y = 1 / (1 + Math.exp(-w * run.x().get(n, 0) - b));
                    return Math.log(run.targets().get(n, 0) == 1 ? y : 1 - y);
                })
                .sum();
    }

    /** Of chapter 4's network, against backpropagation by layers. */
    @Test
    void reverseModeFindsWhatBackpropagationFinds() throws IOException {
        Notebook.requireSays(DESCENT, "does the same with whole layers: that is backpropagation");
        Network network = Network.of(2, List.of(3), 1, Elementwise.TANH, Elementwise.IDENTITY);
        seeds().forEach(seed -> {
            Parameters parameters = network.initial(seed);
            List<List<Scalar>> theta = parameters.matrices().stream()
                    .map(matrix ->
                            DoubleStream.of(matrix.data()).mapToObj(Scalar::new).toList())
                    .toList();
            double[] x = {0.3, -0.8};
            Scalar y = theta.get(3).get(0);
            for (int j = 0; j < 3; j++) {
                Scalar z = theta.get(1).get(j);
                for (int i = 0; i < 2; i++) {
                    z = z.plus(theta.get(0).get(3 * i + j).times(new Scalar(x[i])));
                }
                y = y.plus(theta.get(2).get(j).times(tanh(z)));
            }
            Scalar error = y.plus(new Scalar(-0.7));
            error.times(error).backward();
            ForwardPass pass = network.forward(parameters, Matrix.rowOf(x));
            List<Matrix> gradients = BackwardPass.of(
                            network, parameters, pass, Matrix.rowOf(0.7), Loss.MEAN_SQUARED_ERROR)
                    .gradients(network, pass)
                    .matrices();
            for (int k = 0; k < gradients.size(); k++) {
                for (int i = 0; i < gradients.get(k).data().length; i++) {
                    // Ten operations on numbers of a size near 1.
                    assertEquals(gradients.get(k).data()[i], theta.get(k).get(i).gradient, 1e-13, "seed " + seed);
                }
            }
        });
    }

    private static Scalar tanh(Scalar z) {
        Scalar minusOne = new Scalar(-1);
        Scalar ofDouble = z.times(new Scalar(-2))
                .exp()
                .plus(new Scalar(1))
                .log()
                .times(minusOne)
                .exp();
        return ofDouble.times(new Scalar(2)).plus(minusOne);
    }

    /** Through ten layers of 16 units, from weights of He's size, and of Glorot's for the sigmoid. */
    @Test
    void reluKeepsTheGradientsSizeAndTheSigmoidDoesNot() throws IOException {
        Notebook.requireSays(
                ACTIVATIONS, "weights of the right size roughly keep the gradients' size from layer to layer");
        Notebook.requireSays(
                ACTIVATIONS, "large ones could make up for it, but they push the units to where the slope is nearly 0");
        seeds().forEach(seed -> {
            double relu = perLayer(Elementwise.RELU, seed, 1);
            double sigmoid = perLayer(Elementwise.SIGMOID, seed, 1);
            assertTrue(relu > 0.6 && relu < 1.4, "seed " + seed + ": " + relu);
            assertTrue(sigmoid < 0.4, "seed " + seed + ": " + sigmoid);
            assertTrue(meanSlope(seed, 8) < 0.4 * meanSlope(seed, 1), "seed " + seed + ": " + meanSlope(seed, 8));
        });
    }

    /** The factor, per layer, of the gradients' root mean square. */
    private static double perLayer(Elementwise activation, long seed, double scale) {
        BackwardPass back = BackwardPass.from(
                network(activation),
                scaled(activation, seed, scale),
                pass(activation, seed, scale),
                Matrix.gaussian(20, 16, new PolarRandom(seed)));
        return Math.pow(length(back.dz(1)) / length(back.dz(10)), 1.0 / 9);
    }

    private static double meanSlope(long seed, double scale) {
        double[] a = pass(Elementwise.SIGMOID, seed, scale).a(5).data();
        return DoubleStream.of(a).map(v -> v * (1 - v)).average().getAsDouble();
    }

    private static Network network(Elementwise activation) {
        return Network.of(16, Collections.nCopies(9, 16), 16, activation, activation);
    }

    private static Parameters scaled(Elementwise activation, long seed, double scale) {
        Parameters parameters = Initialization.HE.draw(network(activation), seed);
        for (int k = 1; k <= 10; k++) {
            double[] w = parameters.weights(k).data();
            for (int i = 0; i < w.length; i++) {
                w[i] *= scale;
            }
        }
        return parameters;
    }

    private static ForwardPass pass(Elementwise activation, long seed, double scale) {
        return network(activation)
                .forward(scaled(activation, seed, scale), Matrix.gaussian(20, 16, new PolarRandom(100 + seed)));
    }

    private static double length(Matrix matrix) {
        return Math.sqrt(DoubleStream.of(matrix.data()).map(v -> v * v).sum());
    }

    /** While its inputs stay; if they move, it can come back. */
    @Test
    void aDeadUnitLearnsNothingWhileItsInputsStay() throws IOException {
        Notebook.requireSays(
                ACTIVATIONS,
                "so it learns nothing while its inputs stay as they are: it is *dead*. (In a deeper layer the inputs change as other units learn, and may bring it back.)");
        seeds().forEach(seed -> {
            PolarRandom random = new PolarRandom(seed);
            Network one = Network.of(2, List.of(1), 1, Elementwise.RELU, Elementwise.IDENTITY);
            Parameters parameters = new Parameters(
                    List.of(Matrix.gaussian(2, 1, random), Matrix.rowOf(-10), Matrix.rowOf(1), Matrix.rowOf(0)));
            Matrix x = Matrix.gaussian(20, 2, random);
            Matrix t = Matrix.gaussian(20, 1, random);
            double[] before = parameters.get("W1").data().clone();
            for (int step = 0; step < 50; step++) {
                ForwardPass pass = one.forward(parameters, x);
                new Sgd(0.1)
                        .updateInPlace(
                                parameters.matrices(),
                                BackwardPass.of(one, parameters, pass, t, Loss.MEAN_SQUARED_ERROR)
                                        .gradients(one, pass)
                                        .matrices());
            }
            assertArrayEquals(before, parameters.get("W1").data(), "seed " + seed);
            assertEquals(-10, parameters.get("b1").get(0, 0), "seed " + seed);
        });
    }

    /** From y = 0.01 for the target 1 to y = 0.5, by descent on z, at five rates. */
    @Test
    void theCrossEntropyGetsOutOfAnErrorSooner() throws IOException {
        Notebook.requireSays(
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
        Notebook.requireSays(LOSSES, "a digit network whose logits are all near 0 starts near it");
        seeds().forEach(seed -> {
            Matrix logits = Matrix.gaussian(50, 10, new PolarRandom(seed)).map(v -> 0.1 * v);
            Matrix t = Matrix.zeros(50, 10);
            IntStream.range(0, 50).forEach(n -> t.data()[10 * n + n % 10] = 1);
            double loss = Loss.CATEGORICAL_CROSS_ENTROPY.value(Softmax.SOFTMAX.forward(logits), t);
            assertEquals(Math.log(10), loss, 0.05, "seed " + seed);
        });
    }

    @Test
    void aUnitInDoubtIsPulledMost() throws IOException {
        Notebook.requireSays(LOSSES, "a unit in doubt is pulled more than one that is certain and wrong");
        DoubleUnaryOperator pull = y -> 2 * y * (1 - y) * (1 - y);
        assertEquals(8.0 / 27, pull.applyAsDouble(1.0 / 3), 1e-15);
        for (double y = 0.001; y < 1; y += 0.001) {
            assertTrue(pull.applyAsDouble(y) <= 8.0 / 27);
        }
        assertTrue(FiniteDifference.derivative(pull, 0.2) > 0 && FiniteDifference.derivative(pull, 0.5) < 0);
    }
}
