package dev.crosscheck.using.explore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.PolarRandom;
import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Backprop;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Dense;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.ForwardPass;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Optimizer;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.byhand.Dropout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

/**
 * A training of the page, computed by {@code nn} from its configuration and from the examples that the page has drawn.
 *
 * @param batch rows of a step
 */
record NnTraining(JsonNode config, Network network, Loss loss, OptimizerSpec optimizer, Matrix x, Matrix t, int batch) {
    static final List<String> INITIALIZATIONS = List.of("normal", "he", "xavier", "torch", "equal");
    private static final List<Integer> UNITS = List.of(4, 3, 2);
    private static final int EXAMPLES = 10; // not a multiple of 4: the last batch of an epoch is smaller

    static NnTraining of(JsonNode session) {
        return of(session.get("config"), session.get("data"));
    }

    private static NnTraining of(JsonNode config, JsonNode data) {
        Matrix x = PageSessions.matrix(data.get("inputs"));
        Matrix t = PageSessions.matrix(data.get("targets"));
        List<Layer> layers = new ArrayList<>();
        for (JsonNode layer : config.get("hidden")) {
            int units = layer.get("units").asInt();
            layers.add(
                    layer.hasNonNull("kernel")
                            ? new Convolution(
                                    Shape.flat(0), units, layer.get("kernel").asInt(), false, true)
                            : new Dense(
                                    units,
                                    Activation.byName(layer.get("activation").asText())));
        }
        String output = config.get("output").asText();
        layers.add(new Dense(t.columns(), output.equals("linear") ? Elementwise.IDENTITY : Activation.byName(output)));
        Shape inputs = Convolution.isAmong(layers) ? new Shape(1, 6, 6) : Shape.flat(x.columns());
        Network network = new Network(Layer.chain(inputs, layers));
        Loss loss = Arrays.stream(Loss.values())
                .filter(one -> one.label().equals(config.get("loss").asText()))
                .findFirst()
                .orElseThrow();
        OptimizerSpec optimizer = OptimizerSpec.Kind.valueOf(
                        config.get("optimizer").asText().toUpperCase(Locale.ROOT))
                .byDefault()
                .at(config.get("learningRate").asDouble());
        int batch = config.get("batch").asInt();
        return new NnTraining(config, network, loss, optimizer, x, t, batch == 0 ? x.rows() : batch);
    }

    /** @return the configuration of ten examples and a small network, to which more may be added */
    static Map<String, Object> config(String kind, List<String> hidden, String output, String loss, String optimizer) {
        return new TreeMap<>(Map.of(
                "data",
                Map.of("kind", kind, "examples", EXAMPLES, "noise", 0.1),
                "hidden",
                IntStream.range(0, hidden.size())
                        .mapToObj(i -> Map.of("units", UNITS.get(i), "activation", hidden.get(i)))
                        .toList(),
                "output",
                output,
                "loss",
                loss,
                "optimizer",
                optimizer,
                "batch",
                4));
    }

    static List<NnTraining> of(List<Map<String, Object>> configs) {
        JsonNode data = PageScripts.ask("""
                const rows = ({ data, rows, columns }) => Array.from({ length: rows }, (_, i) => Array.from(data.slice(i * columns, (i + 1) * columns)));
                const dataOf = ({ examples: { x, targets } }) => ({ inputs: rows(x), targets: rows(targets) });
                return input.map((config) => dataOf(globalThis.engine.training(config)));""", configs);
        JsonNode read = new ObjectMapper().valueToTree(configs);
        return IntStream.range(0, configs.size())
                .mapToObj(i -> of(read.get(i), data.get(i)))
                .toList();
    }

    Matrix batch(Matrix all, int step) {
        int perEpoch = (all.rows() + batch - 1) / batch;
        int from = step % perEpoch * batch;
        int to = Math.min(from + batch, all.rows());
        return new Matrix(
                to - from, all.columns(), Arrays.copyOfRange(all.data(), from * all.columns(), to * all.columns()));
    }

    /** Gives the parameters at first, and of each step the loss and the parameters after it. */
    void run(int steps, DoubleConsumer take) {
        Parameters parameters = initial();
        Optimizer updates = optimizer.start();
        tell(parameters, take);
        for (int step = 0; step < steps; step++) {
            OnlineTraining training = new OnlineTraining(withDropout(step), loss, this::gradients);
            take.accept(training.stepInPlace(parameters, updates, batch(x, step), batch(t, step)));
            tell(parameters, take);
        }
    }

    private Parameters initial() {
        String name = config.get("initialization").asText();
        long seed = config.get("seed").asLong();
        if (!name.equals("equal")) {
            return Initialization.valueOf(name.toUpperCase(Locale.ROOT)).draw(network, new PolarRandom(seed));
        }
        Parameters equal = network.initial(seed);
        for (int k = 1; k <= equal.layers(); k++) {
            Arrays.fill(equal.weights(k).data(), 0.5);
            Arrays.fill(equal.bias(k).data(), 0);
        }
        return equal;
    }

    /** By hand, with λ W of L2. */
    private Gradients gradients(Network of, Parameters parameters, ForwardPass pass, Matrix targets, Objective same) {
        List<Matrix> sums = new ArrayList<>(
                Backprop.BY_HAND.gradients(of, parameters, pass, targets, same).matrices());
        double l2 = config.path("l2").asDouble();
        for (int i = 0; l2 > 0 && i < sums.size(); i += 2) {
            sums.set(i, sums.get(i).combine(parameters.matrices().get(i), (g, w) -> g + l2 * w));
        }
        return new Gradients(sums);
    }

    private Network withDropout(int step) {
        double rate = config.path("dropout").asDouble();
        return network.with(k -> {
            if (rate == 0 || k == network.depth()) {
                return network.activation(k);
            }
            int units = network.layer(k).units();
            return new Thinned(
                    network.activation(k), Dropout.of(rate, config.get("seed").asLong(), k, step, units));
        });
    }

    private static void tell(Parameters parameters, DoubleConsumer take) {
        parameters.matrices().forEach(matrix -> Arrays.stream(matrix.data()).forEach(take));
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
