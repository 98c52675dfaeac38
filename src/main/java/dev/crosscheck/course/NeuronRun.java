package dev.crosscheck.course;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.PolarRandom;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.showing.plot.CombinedSheet;
import dev.crosscheck.showing.plot.CombinedSheet.Curve;
import dev.crosscheck.showing.plot.CombinedSheet.Panel;
import dev.crosscheck.showing.plot.CombinedSheet.Style;
import dev.crosscheck.text.Text;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * One neuron with one input, trained by gradient descent on all examples at once (before course section 2).
 *
 * @param setup the neuron, the learning rate and the seed of its start and of the examples
 * @param x inputs from N(0,1), ({@link #EXAMPLES}, 1)
 * @param targets (N, 1)
 * @param losses before the first step and after each
 * @param trained w and b after the last
 */
public record NeuronRun(Setup setup, Matrix x, Matrix targets, double[] losses, Parameters trained) {
    /** Number of examples. */
    public static final int EXAMPLES = 100;

    private static final int POINTS = 61;

    /**
     * A linear neuron, by the mean squared error: {@code t = 2x - 1} and noise of the deviation ½.
     *
     * @param seed of the start, the inputs and the noise
     * @param rate η
     * @param steps each with the gradient of all examples
     * @throws CrosscheckException if the loss becomes infinite or NaN
     */
    public static NeuronRun linear(long seed, double rate, int steps) {
        return of("mse", seed, rate, steps, (z, random) -> z + 0.5 * random);
    }

    /** A logistic neuron, by the cross-entropy: t is 1 with the probability {@code σ(2x - 1)}, which needs a uniform number. */
    public static NeuronRun logistic(long seed, double rate, int steps) {
        return of("bce", seed, rate, steps, (z, random) -> Elementwise.SIGMOID.value(z) > random ? 1 : 0);
    }

    private static NeuronRun of(String loss, long seed, double rate, int steps, DoubleBinaryOperator target) {
        String line = Text.of("1-1 %s sgd lr:%s batch:%d seed:%d", loss, rate, EXAMPLES, seed);
        Setup setup = Setup.parse(line);
        PolarRandom random = new PolarRandom(seed);
        Matrix x = Matrix.gaussian(EXAMPLES, 1, random);
        boolean uniform = loss.equals("bce");
        Matrix t = x.map(v -> target.applyAsDouble(2 * v - 1, uniform ? random.nextDouble() : random.nextGaussian()));
        Network network = setup.network().network();
        Parameters parameters = setup.initial();
        double[] losses = new double[steps + 1];
        for (int step = 0; ; step++) {
            losses[step] = network.loss(parameters, x, t, setup.objective());
            if (!Double.isFinite(losses[step])) {
                throw new CrosscheckException(
                        "The neuron's loss became " + losses[step] + " in epoch " + step, "Try a lower --lr.");
            }
            if (step == steps) {
                return new NeuronRun(setup, x, t, losses, parameters);
            }
            ForwardPass pass = network.forward(parameters, x);
            Gradients gradients = Backprop.BY_HAND.gradients(network, parameters, pass, t, setup.objective());
            new Sgd(rate).updateInPlace(parameters.matrices(), gradients.matrices());
        }
    }

    public double w() {
        return trained.get("W1").get(0, 0);
    }

    public double b() {
        return trained.get("b1").get(0, 0);
    }

    /** @return the examples of runs, each with what the trained neuron answers for any input */
    public static CombinedSheet sheet(NeuronRun... runs) {
        return new CombinedSheet(
                "One neuron and its examples",
                runs.length,
                Arrays.stream(runs).map(NeuronRun::panel).toList());
    }

    private Panel panel() {
        Matrix inputs = new Matrix(POINTS, 1, Points.between(-3, 3, POINTS));
        Matrix outputs = setup.network().network().forward(trained, inputs).output();
        Curve answers = new Curve("y", inputs.data(), outputs.data());
        Curve examples = new Curve("t", x.data(), targets.data(), Style.DOTS);
        return new Panel(setup.objective().loss().title(), "x", "", List.of(answers, examples));
    }
}
