package dev.crosscheck.course;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Sgd;
import dev.crosscheck.showing.plot.DecisionChart;
import dev.crosscheck.showing.plot.LossChart;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * A network trained on XOR by hand-written backpropagation, one example per step in the gate's order (course section 4).
 *
 * @param network a network with two inputs and one linear output
 * @param start the initial parameters
 * @param trained the parameters after training
 * @param meanLosses mean of the step losses for each epoch
 */
public record XorRun(Network network, Parameters start, Parameters trained, double[] meanLosses) {
    /** The loss: {@code ½ (y - t)²}. */
    public static final Loss LOSS = Loss.HALF_SQUARED_ERROR;

    /** A prediction counts as right if its error is smaller than this. */
    public static final double NEAR = 0.1;

    /** The mean loss of a model that predicts ½ for every input: ½ (½)². */
    public static final double OF_ONE_HALF = 0.125;

    /** If the loss falls by less than 1 % within a tenth of the training, it is considered stuck. */
    private static final double FALLING = 0.99;

    private static final int[] IN_ORDER = {0, 1, 2, 3};

    /** Index of the example whose graph is drawn: the first with a nonzero gradient of W1, since all gradients of W1 vanish at (0, 0). */
    private static final int SHOWN = 1;

    /** Is notified of the mean loss after each epoch. */
    @FunctionalInterface
    public interface EpochObserver {
        /**
         * @param epoch counted from 0
         * @param meanLoss mean of the step losses
         * @param parameters the parameters after the epoch; not a copy
         * @return whether to continue
         */
        boolean ended(int epoch, double meanLoss, Parameters parameters);
    }

    /** @return a network with two inputs, the given hidden layers and one linear output */
    public static Network network(List<Integer> hidden, Activation activation) {
        return Network.of(LogicGate.inputs().columns(), hidden, 1, activation, Elementwise.IDENTITY);
    }

    /**
     * Trains a network.
     *
     * @param network the architecture
     * @param start initial parameters; not changed
     * @param backprop computes the gradients
     * @param learningRate η
     * @param epochs maximum number of epochs
     * @param observer is called after each epoch
     * @throws CrosscheckException if the loss becomes infinite or NaN
     */
    public static XorRun of(
            Network network,
            Parameters start,
            Backprop backprop,
            double learningRate,
            int epochs,
            EpochObserver observer) {
        OnlineTraining training = new OnlineTraining(network, LOSS, backprop);
        Parameters parameters = start.copy();
        double[] losses = new double[epochs];
        int done = 0;
        boolean goOn = true;
        while (goOn && done < epochs) {
            losses[done] = training.runInPlace(
                            parameters,
                            new Sgd(learningRate),
                            LogicGate.inputs(),
                            LogicGate.XOR.targets(),
                            IN_ORDER,
                            1,
                            OnlineTraining.Observer.NONE)[0];
            requireFinite(losses[done], done);
            goOn = observer.ended(done, losses[done], parameters);
            done++;
        }
        return new XorRun(network, start, parameters, Arrays.copyOf(losses, done));
    }

    private static void requireFinite(double loss, int epoch) {
        if (!Double.isFinite(loss)) {
            throw new CrosscheckException(
                    "The loss became " + loss + " in epoch " + epoch,
                    "Try a lower --lr, another --seed or fewer units.");
        }
    }

    /** @return the predictions of the trained network for the four examples */
    public List<GatePrediction> answers() {
        return answers(network, trained);
    }

    /** @return the prediction with the largest error */
    public GatePrediction worst() {
        return answers().stream()
                .max(Comparator.comparingDouble(GatePrediction::error))
                .orElseThrow();
    }

    /** @return whether every prediction of the trained network is within {@link #NEAR} of its target */
    public boolean solved() {
        return solves(network, trained);
    }

    /**
     * @return whether training has failed so that more epochs would not help: the loss is larger than that of predicting ½ for every input,
     *     and no longer falls
     */
    public boolean diverged() {
        int part = Math.max(1, meanLosses.length / 10);
        double last = mean(meanLosses.length - part, meanLosses.length);
        double before = meanLosses.length == part ? last : mean(meanLosses.length - 2 * part, meanLosses.length - part);
        return last > OF_ONE_HALF && last > FALLING * before;
    }

    /** @return the mean loss of the last epoch */
    public double lastLoss() {
        return meanLosses[meanLosses.length - 1];
    }

    private double mean(int from, int to) {
        return Arrays.stream(meanLosses, Math.max(0, from), to).average().orElseThrow();
    }

    /** @return whether every prediction is within {@link #NEAR} of its target */
    public static boolean solves(Network network, Parameters parameters) {
        return answers(network, parameters).stream().allMatch(answer -> answer.error() < NEAR);
    }

    private static List<GatePrediction> answers(Network network, Parameters parameters) {
        return GatePrediction.ofGate(LogicGate.XOR, (x1, x2) -> output(network, parameters, x1, x2));
    }

    private static double output(Network network, Parameters parameters, double x1, double x2) {
        return network.forward(parameters, Matrix.rowOf(x1, x2)).output().get(0, 0);
    }

    /**
     * Draws the computation graph of one example before training.
     *
     * @param out receives the PNG image
     */
    public void drawGraph(OutputStream out) throws IOException {
        Matrix x = LogicGate.inputs().row(SHOWN);
        Matrix target = LogicGate.XOR.targets().row(SHOWN);
        String title = "Computation graph of " + label() + " before training, at x = (" + (int) x.get(0, 0) + ", "
                + (int) x.get(0, 1) + ")"
                + (NetworkGraph.showsUnits(network) ? "" : ", layer by layer: |A| is the length of A");
        NetworkGraph.of(title, network, start, x, target, LOSS).write(out);
    }

    /**
     * Draws the output as a function of the two inputs.
     *
     * @param out receives the PNG image
     */
    public void drawDecision(OutputStream out) throws IOException {
        DecisionChart.write(
                "XOR by the network " + label(),
                "colour: the output, from 0 (orange) to 1 (blue)",
                (x1, x2) -> output(network, trained, x1, x2),
                GatePrediction.points(answers()),
                out);
    }

    /**
     * Draws the loss of each epoch.
     *
     * @param out receives the PNG image
     */
    public void drawLoss(OutputStream out) throws IOException {
        LossChart.write("XOR, " + label(), meanLosses, out);
    }

    /** @return a short description of the network, for example {@code 2-3-1 tanh} */
    public String label() {
        return network.title() + " " + network.activation(1).label();
    }
}
