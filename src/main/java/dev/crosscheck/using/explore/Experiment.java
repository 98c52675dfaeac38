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
 * Everything that determines a training: network, data and settings. Immutable.
 *
 * @param config the configuration that it was made from
 * @param examples the training data
 * @param targets (N, O)
 * @param setup the settings of network and training
 * @param network the layers, for computations
 * @param batches the batches of an epoch, in order
 * @param slip the planted slip; null if there is none
 * @param first the initial parameters; null to draw them by the seed
 */
record Experiment(
        Config config,
        ExperimentData examples,
        Matrix targets,
        Setup setup,
        Network network,
        List<Batch> batches,
        PlantedSlip slip,
        Parameters first) {
    private static final int BYTES_OF_AN_ARRAY = 80;

    /** The examples of a step. */
    record Batch(Matrix x, Matrix targets) {}

    /**
     * A state of the training.
     *
     * @param step number of steps so far
     * @param parameters parameters of the network
     * @param optimizer the optimizer with its accumulated state
     */
    record State(int step, Parameters parameters, Optimizer optimizer) {
        /** An independent copy that continues with another learning rate. */
        State copy(double rate) {
            return new State(step, parameters.copy(), optimizer.continued(rate));
        }
    }

    /** Creates the experiment of a configuration. */
    static Experiment of(Config config) {
        ExperimentData examples = ExperimentData.of(config.data(), config.seed());
        Matrix targets = examples.targets(config.output().equals("softmax"), config.output());
        Setup setup = config.setup(examples.x().columns(), targets.columns(), examples.size());
        int rows = setup.training().batch();
        List<Batch> batches = batches(examples.x(), targets, rows);
        Experiment right =
                new Experiment(config, examples, targets, setup, setup.network().network(), batches, null, null);
        return config.slip() ? right.withSlip(rows) : right;
    }

    /** Creates the experiment with given initial parameters, which are not modified. */
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
        return new Experiment(config, examples, targets, setup, network, batches, PlantedSlip.chosen(this), first);
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

    Loss loss() {
        return setup.network().loss();
    }

    OptimizerSpec optimizer() {
        return setup.training().optimizer();
    }

    /** @return the initial state */
    State start() {
        Parameters parameters = first != null ? first.copy() : setup.initial();
        return new State(0, parameters, slip == null ? optimizer().start() : slip.optimizer(optimizer()));
    }

    /** @return the batch of the step that follows a state */
    Batch batch(int step) {
        return batches.get(step % batches.size());
    }

    /** @return the backward pass of this training, including the planted slip */
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

    /** @return takes one step after another, including the planted slip */
    Stepper stepper() {
        OnlineTraining training = new OnlineTraining(network, loss(), backprop());
        return (state, batch) ->
                training.stepInPlace(state.parameters(), state.optimizer(), batch.x(), batch.targets());
    }

    /** A training step. */
    @FunctionalInterface
    interface Stepper {
        /** Updates the state and returns the batch's loss before the step. */
        double stepInPlace(State state, Batch batch);
    }

    /** @return approximate bytes of a state, including Java's overhead per array */
    int stateBytes() {
        int numbers = network.parameterCount();
        int arrays = 2 * network.layers();
        return (1 + optimizer().kind().state()) * (8 * numbers + BYTES_OF_AN_ARRAY * arrays) + 3 * BYTES_OF_AN_ARRAY;
    }

    /** @return multiplications of a step: forward, backward, and a few hundred per layer for the rest */
    long stepProducts() {
        return 3L * network.parameterCount() * batches.get(0).x().rows() + 300L * network.layers();
    }

    /** @return multiplications of central differences over some rows: two forward passes for each parameter */
    long differenceProducts(int rows) {
        return 2L * network.parameterCount() * (network.parameterCount() + 20L) * rows;
    }
}
