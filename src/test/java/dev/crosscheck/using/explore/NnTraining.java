package dev.crosscheck.using.explore;

import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.PolarRandom;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.Dropout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;

/**
 * A training of a small network, as the page's configuration has it, computed by {@code nn}.
 *
 * @param hidden activations of the hidden layers
 * @param batch rows of a step; 0 for all
 */
record NnTraining(
        Form form, List<String> hidden, OptimizerSpec.Kind optimizer, double rate, String initialization, int batch) {
    /**
     * What is learned, and how it is measured.
     *
     * @param data kind of the examples
     * @param output linear, sigmoid or softmax
     */
    record Form(String data, String output, Loss loss, double heldOut, double l2, double dropout) {
        Form(String data, String output, Loss loss) {
            this(data, output, loss, 0, 0, 0);
        }
    }

    static final List<String> INITIALIZATIONS = List.of("normal", "he", "xavier", "torch", "equal");
    private static final int RECORDED = 200; // steps of self-check.js
    private static final int EXAMPLES = 10; // not a multiple of 4: the last batch of an epoch is smaller
    private static final double NOISE = 0.1;

    private static final List<Integer> UNITS = List.of(4, 3, 2);

    String name() {
        return String.join("/", hidden) + " " + form + " " + optimizer.label() + " lr:" + rate + " batch:" + batch
                + " init:" + initialization;
    }

    Map<String, Object> config(long seed) {
        Map<String, Object> config = new LinkedHashMap<>();
        Map<String, Object> examples = described(form.data, EXAMPLES, NOISE);
        examples.put("heldOut", form.heldOut);
        config.put("data", examples);
        List<Map<String, Object>> layers = new ArrayList<>();
        for (int i = 0; i < hidden.size(); i++) {
            layers.add(Map.of("units", UNITS.get(i), "activation", hidden.get(i)));
        }
        config.put("hidden", layers);
        config.put("output", form.output);
        config.put("loss", form.loss.label());
        config.put("optimizer", optimizer.label());
        config.put("learningRate", rate);
        config.put("batch", batch);
        config.put("seed", seed);
        config.put("initialization", initialization);
        config.put("l2", form.l2);
        config.put("dropout", form.dropout);
        return config;
    }

    Network network(int inputs, int outputs) {
        List<Integer> sizes = new ArrayList<>(List.of(inputs));
        sizes.addAll(UNITS.subList(0, hidden.size()));
        sizes.add(outputs);
        List<Activation> activations = hidden.stream().map(Activation::byName).collect(Collectors.toList());
        activations.add(form.output.equals("linear") ? Elementwise.IDENTITY : Activation.byName(form.output));
        return new Network(sizes, activations);
    }

    void run(long seed, int steps, DoubleConsumer take) {
        DrawnExamples all = DrawnExamples.of(form.data, EXAMPLES, NOISE, seed);
        int size = all.x().rows();
        int count = Math.max(2, size - (int) Math.round(form.heldOut * size));
        Matrix x = DrawnExamples.rows(all.x(), 0, count);
        Matrix t = DrawnExamples.rows(all.targets(form.output.equals("softmax")), 0, count);
        Network network = network(x.columns(), t.columns());
        Parameters parameters = initial(network, seed);
        Optimizer updates = optimizer.byDefault().at(rate).start();
        int rows = batch == 0 ? count : batch;
        int batches = (count + rows - 1) / rows;
        tell(parameters, take);
        for (int step = 0; step < steps; step++) {
            int from = step % batches * rows;
            int to = Math.min(count, from + rows);
            OnlineTraining training = new OnlineTraining(withDropout(network, seed, step), form.loss, backprop());
            take.accept(training.stepInPlace(
                    parameters, updates, DrawnExamples.rows(x, from, to), DrawnExamples.rows(t, from, to)));
            tell(parameters, take);
        }
    }

    /** The sum of the losses, and the first weight after the last step. */
    List<Double> lossesAndWeight(long seed) {
        List<Double> all = new ArrayList<>();
        run(seed, RECORDED, all::add);
        int each = (all.size() + 1) / (RECORDED + 1); // of a step: its loss and the parameters after it
        double sum = 0;
        for (int loss = each - 1; loss < all.size(); loss += each) {
            sum += all.get(loss);
        }
        return List.of(sum, all.get(all.size() - each + 1));
    }

    Parameters initial(Network network, long seed) {
        if (!initialization.equals("equal")) {
            return Initialization.valueOf(initialization.toUpperCase(Locale.ROOT))
                    .draw(network, new PolarRandom(seed));
        }
        Parameters equal = network.initial(seed);
        for (int k = 1; k <= equal.layers(); k++) {
            Arrays.fill(equal.weights(k).data(), 0.5);
            Arrays.fill(equal.bias(k).data(), 0);
        }
        return equal;
    }

    /** By hand, with λ W of L2. */
    private Backprop backprop() {
        return (network, parameters, pass, targets, same) -> {
            Gradients plain = Backprop.BY_HAND.gradients(network, parameters, pass, targets, same);
            List<Matrix> sums = new ArrayList<>(plain.matrices());
            for (int i = 0; form.l2 > 0 && i < sums.size(); i += 2) {
                sums.set(i, sums.get(i).combine(parameters.matrices().get(i), (g, w) -> g + form.l2 * w));
            }
            return new Gradients(sums);
        };
    }

    private Network withDropout(Network network, long seed, int step) {
        List<Activation> activations = new ArrayList<>(network.activations());
        for (int k = 1; form.dropout > 0 && k < network.layers(); k++) {
            Dropout mask =
                    Dropout.of(form.dropout, seed, k, step, network.sizes().get(k));
            activations.set(k - 1, new Thinned(network.activation(k), mask));
        }
        return new Network(network.sizes(), activations);
    }

    private static void tell(Parameters parameters, DoubleConsumer take) {
        parameters.matrices().forEach(matrix -> Arrays.stream(matrix.data()).forEach(take));
    }

    static Map<String, Object> described(String kind, int examples, double noise) {
        return new TreeMap<>(Map.of("kind", kind, "examples", examples, "noise", noise));
    }

    private record Thinned(Activation whole, Dropout mask) implements Activation {
        @Override
        public String label() {
            return whole.label();
        }

        @Override
        public Matrix forward(Matrix z) {
            return thinned(whole.forward(z));
        }

        @Override
        public Matrix backward(Matrix z, Matrix a, Matrix da) {
            return whole.backward(z, whole.forward(z), thinned(da));
        }

        private Matrix thinned(Matrix a) {
            Matrix thinned = a.copy();
            for (int i = 0; i < a.data().length; i++) {
                boolean isKept = mask.factor(i / a.columns(), i % a.columns()) != 0;
                thinned.data()[i] *= isKept ? 1 / (1 - mask.rate()) : 0;
            }
            return thinned;
        }
    }
}
