package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network, its data, and how it learns: all that decides a training. Nothing in it changes.
 *
 * @param config what it was made from
 * @param examples to learn from
 * @param targets (N, O)
 * @param setup the network and how it learns
 * @param network its layers, to calculate with
 * @param batches of an epoch, in order
 * @param slip what is wrong with it; null if nothing is
 * @param first the parameters to start from; null for those that the seed draws
 */
record Experiment(
        Config config,
        Examples examples,
        Matrix targets,
        Setup setup,
        Network network,
        List<Batch> batches,
        Slip slip,
        Parameters first) {
    private static final int BYTES_OF_AN_ARRAY = 80;

    /** The examples of a step. */
    record Batch(Matrix x, Matrix targets) {}

    /**
     * Where a training is.
     *
     * @param step how many steps led here
     * @param parameters the network's
     * @param optimizer with what it remembers
     */
    record State(int step, Parameters parameters, Optimizer optimizer) {
        /** The same in arrays of its own, to go on with at a learning rate. */
        State copy(double rate) {
            return new State(step, parameters.copy(), optimizer.continued(rate));
        }
    }

    /** Makes what is configured. */
    static Experiment of(Config config) {
        Examples examples = Examples.of(config.data(), config.seed());
        Matrix targets = examples.targets(config.output().equals("softmax"), config.output());
        Setup setup = config.setup(examples.x().columns(), targets.columns(), examples.size());
        int rows = setup.training().batch();
        List<Batch> batches = batches(examples.x(), targets, rows);
        Experiment right =
                new Experiment(config, examples, targets, setup, setup.network().network(), batches, null, null);
        return config.slip() ? right.withSlip(rows) : right;
    }

    /** The same from these parameters, which stay as they are. */
    static Experiment from(Config config, Parameters first) {
        Experiment drawn = of(config);
        return new Experiment(
                config, drawn.examples, drawn.targets, drawn.setup, drawn.network, drawn.batches, null, first);
    }

    private Experiment withSlip(int rows) {
        if (differenceProducts(rows) > Limits.DIFFERENCE_PRODUCTS) {
            throw new CrosscheckException(
                    "A slip could not be looked for: central differences of " + network.parameterCount()
                            + " parameters over " + rows + " examples would take too long",
                    "Use fewer units, or a smaller batch.");
        }
        return new Experiment(config, examples, targets, setup, network, batches, Slip.chosen(this), first);
    }

    private static List<Batch> batches(Matrix x, Matrix targets, int rows) {
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < x.rows(); from += rows) {
            int to = Math.min(from + rows, x.rows());
            batches.add(new Batch(rows(x, from, to), rows(targets, from, to)));
        }
        return batches;
    }

    private static Matrix rows(Matrix matrix, int from, int to) {
        int columns = matrix.columns();
        return new Matrix(to - from, columns, Arrays.copyOfRange(matrix.data(), from * columns, to * columns));
    }

    /** @return what training reduces */
    Loss loss() {
        return setup.network().loss();
    }

    /** @return the optimizer with its settings */
    OptimizerSpec optimizer() {
        return setup.training().optimizer();
    }

    /** @return where training starts */
    State start() {
        Parameters parameters = first != null ? first.copy() : setup.initial();
        return new State(0, parameters, slip == null ? optimizer().start() : slip.optimizer(optimizer()));
    }

    /** @return the batch that leads from a state to the next */
    Batch batch(int step) {
        return batches.get(step % batches.size());
    }

    /** @return the backward pass as this training has it, slip included */
    BackwardPass backward(Parameters parameters, ForwardPass pass, Matrix t) {
        return slip == null
                ? BackwardPass.of(network, parameters, pass, t, loss())
                : slip.backward(network, parameters, pass, t, loss());
    }

    private Backprop backprop() {
        return slip == null
                ? Backprop.BY_HAND
                : (same, parameters, pass, t, sameLoss) ->
                        slip.backward(network, parameters, pass, t, loss()).gradients(pass);
    }

    /** @return steps one after another; the loss before each */
    Stepper stepper() {
        OnlineTraining training = new OnlineTraining(network, loss(), backprop());
        return (state, batch) ->
                training.stepInPlace(state.parameters(), state.optimizer(), batch.x(), batch.targets());
    }

    /** A step of a training. */
    @FunctionalInterface
    interface Stepper {
        /** Moves the parameters and returns the batch's loss before. */
        double stepInPlace(State state, Batch batch);
    }

    /** @return some bytes that a state takes: each array with what Java adds to it */
    int stateBytes() {
        int numbers = network.parameterCount();
        int arrays = 2 * network.layers();
        return (1 + optimizer().kind().state()) * (8 * numbers + BYTES_OF_AN_ARRAY * arrays) + 3 * BYTES_OF_AN_ARRAY;
    }

    /** @return multiplications of a step, forward and backward, and some hundred for all else */
    long stepProducts() {
        return 3L * network.parameterCount() * batches.get(0).x().rows() + 300L * network.layers();
    }

    /** @return multiplications of central differences over some rows: two forward passes for each parameter */
    long differenceProducts(int rows) {
        return 2L * network.parameterCount() * (network.parameterCount() + 20L) * rows;
    }
}
