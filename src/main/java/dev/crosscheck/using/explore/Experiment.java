package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.PolarRandom;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.Dropout;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that determines a training: network, data and settings. Immutable.
 *
 * @param config the configuration that it was made from
 * @param examples the training data
 * @param targets (N, O)
 * @param heldOut examples that are measured only; null if there are none
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
        HeldOut heldOut,
        Setup setup,
        Network network,
        List<Batch> batches,
        PlantedSlip slip,
        Parameters first) {
    /** Why an experiment that is not {@link #isPlain} cannot be taken elsewhere. */
    static final String NOT_PLAIN = "It uses L2 or dropout.";

    private static final int BYTES_OF_AN_ARRAY = 80;

    private static final double EQUAL_WEIGHT = 0.5;

    /** The examples of a step. */
    record Batch(Matrix x, Matrix targets) {}

    /**
     * Examples that are not trained on.
     *
     * @param targets (N, O)
     */
    record HeldOut(ExperimentData examples, Matrix targets) {}

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
        ExperimentData all = ExperimentData.of(config.data(), config.seed());
        int trained = ExperimentData.trained(config.data(), all.size());
        ExperimentData examples = all.rows(0, trained);
        Matrix targets = targets(config, examples);
        HeldOut heldOut = trained == all.size() ? null : heldOut(config, all.rows(trained, all.size()));
        Setup setup = config.setup(examples.x().columns(), targets.columns(), examples.size());
        int rows = setup.training().batch();
        List<Batch> batches = batches(examples.x(), targets, rows);
        Network network = setup.network().network();
        Parameters first = config.initialization().equals(Config.EQUAL) ? equal(network) : null;
        Experiment right = new Experiment(config, examples, targets, heldOut, setup, network, batches, null, first);
        return config.slip() ? right.withSlip(rows) : right;
    }

    private static HeldOut heldOut(Config config, ExperimentData examples) {
        return new HeldOut(examples, targets(config, examples));
    }

    private static Matrix targets(Config config, ExperimentData examples) {
        return examples.targets(config.output().equals("softmax"), config.output());
    }

    /** All weights equal, all biases 0. */
    private static Parameters equal(Network network) {
        List<Matrix> matrices = new ArrayList<>();
        for (int k = 1; k <= network.layers(); k++) {
            int units = network.sizes().get(k);
            matrices.add(Matrix.zeros(network.sizes().get(k - 1), units).map(w -> EQUAL_WEIGHT));
            matrices.add(Matrix.zeros(1, units));
        }
        return new Parameters(matrices);
    }

    /** Creates the experiment with given initial parameters, which are not modified. */
    static Experiment from(Config config, Parameters first) {
        Experiment drawn = of(config);
        return new Experiment(
                config,
                drawn.examples,
                drawn.targets,
                drawn.heldOut,
                drawn.setup,
                drawn.network,
                drawn.batches,
                null,
                first);
    }

    private Experiment withSlip(int rows) {
        if (differenceProducts(rows) > Limits.DIFFERENCE_PRODUCTS) {
            throw new CrosscheckException(
                    "A slip could not be looked for: central differences of " + network.parameterCount()
                            + " parameters over " + rows + " examples would take too long",
                    "Use fewer units, or a smaller batch.");
        }
        return new Experiment(
                config, examples, targets, heldOut, setup, network, batches, PlantedSlip.chosen(this), first);
    }

    private static List<Batch> batches(Matrix x, Matrix targets, int rows) {
        List<Batch> batches = new ArrayList<>();
        for (int from = 0; from < x.rows(); from += rows) {
            int to = Math.min(from + rows, x.rows());
            batches.add(new Batch(ExperimentData.rows(x, from, to), ExperimentData.rows(targets, from, to)));
        }
        return batches;
    }

    Loss loss() {
        return setup.network().loss();
    }

    OptimizerSpec optimizer() {
        return setup.training().optimizer();
    }

    /** @return the initial state */
    State start() {
        Parameters parameters = first != null
                ? first.copy()
                : setup.network().initialization().draw(network, new PolarRandom(config.seed()));
        return new State(0, parameters, slip == null ? optimizer().start() : slip.optimizer(optimizer()));
    }

    /** @return the batch of the step that follows a state */
    Batch batch(int step) {
        return batches.get(step % batches.size());
    }

    /** @return whether its steps are those of its loss alone */
    boolean isPlain() {
        return config.l2() == 0 && config.dropout() == 0;
    }

    /** @return the network of the step that follows a state: without the units that dropout drops in it */
    Network stepNetwork(int step) {
        double rate = setup.network().dropout();
        if (rate == 0) {
            return network;
        }
        List<Activation> activations = new ArrayList<>(network.activations());
        for (int k = 1; k < network.layers(); k++) {
            Dropout mask =
                    Dropout.of(rate, config.seed(), k, step, network.sizes().get(k));
            activations.set(k - 1, new Dropped(network.activation(k), mask));
        }
        return new Network(network.sizes(), activations);
    }

    /**
     * @param of the network of the forward pass: {@link #network} or one of {@link #stepNetwork}
     * @return the backward pass of this training, including the planted slip
     */
    BackwardPass backward(Network of, Parameters parameters, ForwardPass pass, Matrix t) {
        return slip == null
                ? BackwardPass.of(of, parameters, pass, t, loss())
                : slip.backward(of, parameters, pass, t, loss());
    }

    /** @return the gradient that a step uses: that of its batch's loss, and {@code λ W_k} of L2 */
    Gradients stepGradients(Network of, Parameters parameters, ForwardPass pass, Matrix t) {
        Gradients gradients = backward(of, parameters, pass, t).gradients(pass);
        double l2 = config.l2();
        if (l2 == 0) {
            return gradients;
        }
        List<Matrix> sums = new ArrayList<>();
        for (int k = 1; k <= network.layers(); k++) {
            sums.add(gradients.weights(k).combine(parameters.weights(k), (g, w) -> g + l2 * w));
            sums.add(gradients.bias(k));
        }
        return new Gradients(sums);
    }

    /** @return {@code λ/2 Σ w²} over all weights, which L2 adds to what is minimised; biases are free */
    double penalty(Parameters parameters) {
        double sum = 0;
        for (int k = 1; k <= network.layers(); k++) {
            for (double w : parameters.weights(k).data()) {
                sum += w * w;
            }
        }
        return config.l2() / 2 * sum;
    }

    /** @return takes one step after another, including the planted slip, L2 and dropout */
    Stepper stepper() {
        Backprop backprop = (of, parameters, pass, t, sameLoss) -> stepGradients(of, parameters, pass, t);
        return (state, batch) -> new OnlineTraining(stepNetwork(state.step()), loss(), backprop)
                .stepInPlace(state.parameters(), state.optimizer(), batch.x(), batch.targets());
    }

    /** An activation, of whose units some are dropped and the others scaled up: {@code f(Z) ⊙ M / (1 - p)}. */
    private record Dropped(Activation whole, Dropout mask) implements Activation {
        @Override
        public String label() {
            return whole.label();
        }

        @Override
        public List<Double> kinks() {
            return whole.kinks();
        }

        @Override
        public Matrix forward(Matrix z) {
            return masked(whole.forward(z));
        }

        @Override
        public Matrix backward(Matrix z, Matrix a, Matrix da) {
            return whole.backward(z, whole.forward(z), masked(da)); // A = f(Z) ⊙ M / (1 - p)
        }

        private Matrix masked(Matrix matrix) {
            Matrix masked = matrix.copy();
            int units = matrix.columns();
            for (int i = 0; i < masked.data().length; i++) {
                masked.data()[i] *= mask.factor(i / units, i % units) == 0 ? 0 : 1 / (1 - mask.rate());
            }
            return masked;
        }
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
