package dev.crosscheck.using.explore;

import dev.crosscheck.math.Argmax;
import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.math.FiniteDifference;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.BackwardPass;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.LayerArrays;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.SmoothDifferences;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.proof.compare.Tolerances;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Computes all numbers of a state: its parameters, the forward and backward pass of one example, and the following update. */
final class Passes {
    /** Used instead of an example's index for the whole batch of the step. */
    static final int BATCH = -1;

    private Passes() {}

    /** The arrays of a layer: W (inputs, units) and b (units). */
    record Layer(double[][] W, double[] b) {}

    /**
     * A state.
     *
     * @param step number of steps so far
     * @param epoch number of complete epochs
     * @param loss over all examples
     * @param accuracy fraction of correctly classified examples; null for a regression
     * @param heldOut the same of the examples held out; null if there are none
     * @param steepest for each hidden layer and unit, the largest |f'(z)| over all examples: 0 for a ReLU that no example reaches
     * @param parameters by layer
     * @param z pre-activations of one example by layer; null if no example was requested
     * @param a activations of one example by layer; null if no example was requested
     * @param exampleLoss loss of that example; null if no example was requested
     * @param optimizer the optimizer's accumulated state, by the letter in its formula; null if it was not requested
     */
    record Frame(
            int step,
            int epoch,
            double loss,
            Double accuracy,
            Measured heldOut,
            List<double[]> steepest,
            List<Layer> parameters,
            List<double[]> z,
            List<double[]> a,
            Double exampleLoss,
            Map<String, List<Layer>> optimizer) {}

    /** Loss, and accuracy of a classification. */
    record Measured(double loss, Double accuracy) {}

    /** A layer of a forward pass; for a batch, z and a are null. */
    record Forward(double[] z, double[] a, double[][] W, double[] b, String activation) {}

    /** A layer of a backward pass. dA and dZ are null for a batch; dA is also null where the output activation is fused with the loss. */
    record Backward(int layer, double[] dA, double[] dZ, double[][] dW, double[] db) {}

    /**
     * Central differences of a layer; null where they are meaningless because they cross a kink of an activation.
     *
     * @param dW for each weight
     * @param db for each bias
     * @param largest the largest deviation of the gradients
     */
    record Differences(int layer, Double[][] dW, Double[] db, Deviation largest) {}

    /**
     * The step that training takes from this state, regardless of the example shown: from {@code before} to {@code after}. {@code expected}
     * is the result of the correct optimizer with the same gradients and accumulated state. {@code memory} is the optimizer's accumulated
     * state after the step.
     *
     * @param change what the step adds to each parameter
     * @param corrected Adam's moments after the step, divided by 1 - βᵗ; empty for other optimizers
     */
    record Update(
            String rule,
            double learningRate,
            int step,
            List<Layer> before,
            List<Layer> after,
            List<Layer> expected,
            Deviation largest,
            List<Layer> change,
            Map<String, List<Layer>> memory,
            Map<String, List<Layer>> corrected) {}

    /**
     * A forward and backward pass with the following update.
     *
     * @param example its index; -1 for the whole batch of the step
     * @param x inputs; null for a batch, like target and dX
     * @param backward from the last layer to the first
     * @param dX dL/dx
     * @param differences from the first layer to the last; empty if they would take too long
     */
    record Pass(
            int step,
            int example,
            double[] x,
            double[] target,
            List<Forward> layers,
            double loss,
            List<Backward> backward,
            double[] dX,
            List<Differences> differences,
            Update update) {}

    /** @param example index of the example for z and a; -1 for none */
    static Frame frame(Experiment experiment, Experiment.State at, int example, boolean memory) {
        Network network = experiment.network();
        ForwardPass pass =
                network.forward(at.parameters(), experiment.examples().x());
        boolean one = example != BATCH;
        return new Frame(
                at.step(),
                at.step() / experiment.batches().size(),
                network.loss(pass, experiment.targets(), experiment.loss()),
                accuracy(experiment.examples().labels(), pass.output()),
                heldOut(experiment, at.parameters()),
                steepest(network, pass),
                layers(at.parameters()),
                one ? pass.zs().stream().map(z -> z.row(example).data()).toList() : null,
                one ? pass.as().stream().skip(1).map(a -> a.row(example).data()).toList() : null,
                one ? lossOf(experiment, at.parameters(), example) : null,
                memory ? memory(network, at.optimizer()) : null);
    }

    private static double lossOf(Experiment experiment, Parameters parameters, int example) {
        Matrix x = experiment.examples().x().row(example);
        ForwardPass pass = experiment.network().forward(parameters, x);
        return experiment.network().loss(pass, experiment.targets().row(example), experiment.loss());
    }

    /** @return measures of the examples held out; null if there are none */
    static Measured heldOut(Experiment experiment, Parameters parameters) {
        Experiment.HeldOut held = experiment.heldOut();
        if (held == null) {
            return null;
        }
        Network network = experiment.network();
        ForwardPass pass = network.forward(parameters, held.examples().x());
        return new Measured(
                network.loss(pass, held.targets(), experiment.loss()),
                accuracy(held.examples().labels(), pass.output()));
    }

    private static List<double[]> steepest(Network network, ForwardPass pass) {
        List<double[]> layers = new ArrayList<>();
        for (int k = 1; k < network.layers(); k++) {
            Matrix slopes = network.activation(k)
                    .backward(pass.z(k), pass.a(k), pass.a(k).map(a -> 1)); // f'(Z)
            double[] most = new double[slopes.columns()];
            for (int i = 0; i < slopes.data().length; i++) {
                int unit = i % most.length;
                most[unit] = Math.max(most[unit], Math.abs(slopes.data()[i]));
            }
            layers.add(most);
        }
        return layers;
    }

    /** @return the fraction of rows whose predicted class is right; null for a regression */
    static Double accuracy(int[] labels, Matrix y) {
        if (labels == null) {
            return null;
        }
        int right = 0;
        for (int n = 0; n < labels.length; n++) {
            right += labels[n] == label(y.row(n).data()) ? 1 : 0;
        }
        return (double) right / labels.length;
    }

    private static int label(double... y) {
        if (y.length == 1) {
            return y[0] > 0.5 ? 1 : 0;
        }
        return Argmax.of(y);
    }

    /** Computes the pass of an example, or of the batch, for a state. */
    static Pass pass(Experiment experiment, Experiment.State at, double rate, int example) {
        boolean single = example != BATCH;
        Experiment.Batch batch = single
                ? new Experiment.Batch(
                        experiment.examples().x().row(example),
                        experiment.targets().row(example))
                : experiment.batch(at.step());
        Network network = single ? experiment.network() : experiment.stepNetwork(at.step());
        ForwardPass pass = network.forward(at.parameters(), batch.x());
        BackwardPass back = experiment.backward(network, at.parameters(), pass, batch.targets());
        Gradients gradients = single
                ? back.gradients(pass)
                : experiment.stepGradients(network, at.parameters(), pass, batch.targets());
        double loss = network.loss(pass, batch.targets(), experiment.loss());
        return new Pass(
                at.step(),
                example,
                values(batch.x(), single),
                values(batch.targets(), single),
                forward(network, at.parameters(), pass, single),
                loss,
                backward(back, gradients, single),
                values(back.da(0), single),
                differences(experiment, network, at.parameters(), batch, gradients, loss, single),
                update(experiment, at, rate));
    }

    private static List<Forward> forward(Network network, Parameters parameters, ForwardPass pass, boolean single) {
        List<Forward> layers = new ArrayList<>();
        for (int k = 1; k <= network.layers(); k++) {
            layers.add(new Forward(
                    values(pass.z(k), single),
                    values(pass.a(k), single),
                    rows(parameters.weights(k)),
                    parameters.bias(k).data().clone(),
                    network.activation(k).label()));
        }
        return layers;
    }

    private static List<Backward> backward(BackwardPass back, Gradients gradients, boolean single) {
        List<Backward> layers = new ArrayList<>();
        for (int k = gradients.layers(); k >= 1; k--) {
            layers.add(new Backward(
                    k,
                    k < back.das().size() ? values(back.da(k), single) : null,
                    values(back.dz(k), single),
                    rows(gradients.weights(k)),
                    gradients.bias(k).data()));
        }
        return layers;
    }

    private static List<Differences> differences(
            Experiment experiment,
            Network network,
            Parameters parameters,
            Experiment.Batch batch,
            Gradients gradients,
            double loss,
            boolean single) {
        List<Differences> layers = new ArrayList<>();
        if (experiment.differenceProducts(batch.x().rows()) > Limits.DIFFERENCE_PRODUCTS) {
            return layers;
        }
        SmoothDifferences ofLoss =
                new SmoothDifferences(network, experiment.loss(), parameters, batch.x(), batch.targets());
        Partial numeric = single ? ofLoss::partial : withPenalty(experiment, parameters, ofLoss);
        for (int k = 1; k <= gradients.layers(); k++) {
            Deviation.Search search = new Deviation.Search(Tolerances.CENTRAL_DIFFERENCES, loss);
            Double[][] dW = differences(numeric, "W" + k, gradients.weights(k), search);
            Double[] db = differences(numeric, "b" + k, gradients.bias(k), search)[0];
            layers.add(new Differences(k, dW, db, search.worst()));
        }
        return layers;
    }

    /** The central difference by an element of an array, as {@link SmoothDifferences#partial}. */
    private interface Partial {
        OptionalDouble partial(String name, int index);
    }

    private static Partial withPenalty(Experiment experiment, Parameters parameters, SmoothDifferences ofLoss) {
        if (experiment.config().l2() == 0) {
            return ofLoss::partial;
        }
        Parameters moved = parameters.copy();
        return (name, index) -> {
            OptionalDouble partial = ofLoss.partial(name, index);
            return partial.isEmpty()
                    ? partial
                    : OptionalDouble.of(partial.getAsDouble()
                            + FiniteDifference.partialInPlace(
                                    () -> experiment.penalty(moved),
                                    moved.get(name).data(),
                                    index));
        };
    }

    private static Double[][] differences(Partial numeric, String name, Matrix gradient, Deviation.Search search) {
        Double[][] differences = new Double[gradient.rows()][gradient.columns()];
        for (int i = 0; i < gradient.rows(); i++) {
            for (int j = 0; j < gradient.columns(); j++) {
                OptionalDouble partial = numeric.partial(name, i * gradient.columns() + j);
                differences[i][j] = partial.isPresent() ? partial.getAsDouble() : null;
                search.compare(name, i, j, gradient.get(i, j), differences[i][j]);
            }
        }
        return differences;
    }

    private static Update update(Experiment experiment, Experiment.State at, double rate) {
        Experiment.Batch batch = experiment.batch(at.step());
        Network network = experiment.stepNetwork(at.step());
        ForwardPass pass = network.forward(at.parameters(), batch.x());
        Gradients gradients = experiment.stepGradients(network, at.parameters(), pass, batch.targets());
        Experiment.State after = at.copy(rate);
        after.optimizer().updateInPlace(after.parameters().matrices(), gradients.matrices());
        Parameters expected = at.parameters().copy();
        PlantedSlip.right(at.optimizer()).continued(rate).updateInPlace(expected.matrices(), gradients.matrices());
        return new Update(
                experiment.config().optimizer(),
                rate,
                at.step() + 1,
                layers(at.parameters()),
                layers(after.parameters()),
                layers(expected),
                deviation(after.parameters(), expected),
                layers(difference(after.parameters(), at.parameters())),
                memory(network, after.optimizer()),
                corrected(network, after));
    }

    private static Parameters difference(Parameters after, Parameters before) {
        Parameters difference = after.copy();
        for (int i = 0; i < difference.matrices().size(); i++) {
            double[] to = difference.matrices().get(i).data();
            double[] from = before.matrices().get(i).data();
            Arrays.setAll(to, n -> to[n] - from[n]);
        }
        return difference;
    }

    /** m / (1 - β1ᵗ) and v / (1 - β2ᵗ). */
    private static Map<String, List<Layer>> corrected(Network network, Experiment.State after) {
        Map<String, List<double[]>> memory = after.optimizer().memory();
        Map<String, List<double[]>> corrected = new TreeMap<>();
        if (memory.containsKey("m")) {
            corrected.put("m", divided(memory.get("m"), 1 - DoubleMath.power(Adam.BETA1, after.step() + 1)));
            corrected.put("v", divided(memory.get("v"), 1 - DoubleMath.power(Adam.BETA2, after.step() + 1)));
        }
        return layers(network, corrected);
    }

    private static List<double[]> divided(List<double[]> arrays, double divisor) {
        return arrays.stream()
                .map(array -> Arrays.stream(array).map(value -> value / divisor).toArray())
                .toList();
    }

    private static Deviation deviation(Parameters actual, Parameters expected) {
        Deviation.Search search = new Deviation.Search(Tolerances.OPTIMIZER, 1);
        actual.byName().forEach((name, matrix) -> {
            for (int i = 0; i < matrix.rows(); i++) {
                for (int j = 0; j < matrix.columns(); j++) {
                    search.compare(
                            name, i, j, matrix.get(i, j), expected.get(name).get(i, j));
                }
            }
        });
        return search.worst();
    }

    private static Map<String, List<Layer>> memory(Network network, Optimizer optimizer) {
        return layers(network, optimizer.memory());
    }

    private static Map<String, List<Layer>> layers(Network network, Map<String, List<double[]>> parts) {
        Map<String, List<Layer>> memory = new TreeMap<>();
        parts.forEach((letter, arrays) -> {
            List<Layer> layers = new ArrayList<>();
            for (int k = 1; k <= network.layers(); k++) {
                Matrix w =
                        new Matrix(network.sizes().get(k - 1), network.sizes().get(k), arrays.get(2 * k - 2));
                layers.add(new Layer(rows(w), arrays.get(2 * k - 1).clone()));
            }
            memory.put(letter, layers);
        });
        return memory;
    }

    private static List<Layer> layers(LayerArrays arrays) {
        List<Layer> layers = new ArrayList<>();
        for (int k = 1; k <= arrays.layers(); k++) {
            layers.add(new Layer(rows(arrays.weights(k)), arrays.bias(k).data().clone()));
        }
        return layers;
    }

    private static double[] values(Matrix matrix, boolean single) {
        return single ? matrix.data().clone() : null;
    }

    static double[][] rows(Matrix matrix) {
        double[][] rows = new double[matrix.rows()][];
        Arrays.setAll(rows, i -> matrix.row(i).data());
        return rows;
    }
}
