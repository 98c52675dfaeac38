package dev.crosscheck.using.explore;

import dev.crosscheck.Nearest;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The configuration of a session: data, network and training. Missing values default to those of course section 4.
 *
 * @param data the examples
 * @param hidden the hidden layers; empty for a network without any
 * @param output sigmoid, linear or softmax
 * @param loss label of the loss; by default the usual one for the output
 * @param optimizer sgd, momentum, adam or adamw
 * @param learningRate η
 * @param batch examples per step; 0 for all
 * @param seed seed of the data, the initialization and the slip
 * @param initialization normal (N(0,1) as in the course), he, xavier or torch, or {@link #EQUAL}
 * @param slip whether one of the known slips is planted
 * @param l2 λ: a step's gradient is that of its batch's loss plus {@code λ W} for each weight
 * @param dropout share of the hidden units that each step drops
 */
record Config(
        Data data,
        List<Layer> hidden,
        String output,
        String loss,
        String optimizer,
        Double learningRate,
        Integer batch,
        Long seed,
        String initialization,
        Boolean slip,
        Double l2,
        Double dropout) {
    private static final String FORM = "{\"data\": {\"kind\": \"xor\"}, \"hidden\": [{\"units\": 3, \"activation\":"
            + " \"tanh\"}], \"output\": \"linear\", \"optimizer\": \"sgd\", \"learningRate\": 0.1, \"batch\": 1, \"seed\": 1}";
    /** An upper limit on the learning rate; smaller rates already diverge. */
    static final double LARGEST_RATE = 1e6;

    /** An initialization that shows what drawing at random is for: with it all units of a layer stay equal. */
    static final String EQUAL = "equal";

    /** An upper limit on λ; with it weights shrink to nothing. */
    private static final double LARGEST_L2 = 10;

    private static final List<String> OUTPUTS = List.of("sigmoid", "linear", "softmax");

    /**
     * The examples.
     *
     * @param kind one of {@link ExperimentData#KINDS}
     * @param examples number of examples of generated data
     * @param noise standard deviation of the noise of generated data
     * @param heldOut share of generated data or of a table that is not trained on but measured
     * @param points examples set by hand: x1, x2, class
     * @param csv text of a table
     * @param columns names of the table's two input columns
     * @param target name of the table's target column
     */
    record Data(
            String kind,
            Integer examples,
            Double noise,
            List<double[]> points,
            String csv,
            List<String> columns,
            String target,
            Double heldOut) {}

    record Layer(int units, String activation) {
        Layer {
            Wire.within("units", units, 1, Limits.UNITS);
            activation = activation == null ? "tanh" : activation;
            oneOf("activation", activation, activations());
        }
    }

    /** Sets defaults and checks each value on its own. */
    Config {
        data = data == null ? new Data("xor", null, null, null, null, null, null, null) : data;
        hidden = hidden == null ? List.of(new Layer(3, "tanh")) : List.copyOf(hidden);
        if (hidden.size() > Limits.HIDDEN) {
            throw Wire.expected("hidden", "at most " + Limits.HIDDEN + " hidden layers", hidden.size() + " of them");
        }
        output = oneOf("output", output == null ? "linear" : output, OUTPUTS);
        loss = oneOf("loss", loss == null ? usualLoss(output) : loss, losses());
        optimizer = oneOf("optimizer", optimizer == null ? "sgd" : optimizer, optimizers());
        learningRate = learningRate == null ? kind(optimizer).byDefault().learningRate() : learningRate;
        Wire.within("learningRate", learningRate, Double.MIN_NORMAL, LARGEST_RATE);
        batch = Wire.within("batch", batch == null ? 1 : batch, 0, Limits.EXAMPLES);
        seed = seed == null ? 1 : seed;
        initialization = oneOf(
                "initialization",
                initialization == null ? Initialization.NORMAL.label() : initialization,
                initializations());
        slip = slip != null && slip;
        l2 = Wire.within("l2", l2 == null ? 0 : l2, 0, LARGEST_L2);
        dropout = dropout == null ? 0 : dropout;
        if (slip && (l2 > 0 || dropout > 0)) {
            throw Wire.expected("l2, dropout", "none in a network with a slip", "one");
        }
    }

    /** Reads the body of a request. */
    static Config read(byte[] json) {
        return Wire.read(json, Config.class, FORM);
    }

    static String oneOf(String what, String value, List<String> known) {
        if (!known.contains(value)) {
            String expected = "one of " + String.join(", ", known);
            throw Wire.expected(what, expected, "\"" + value + "\"" + Nearest.hint(value, known));
        }
        return value;
    }

    /** @return the activations for hidden layers; softmax is not one of them, since it would make the units compete */
    static List<String> activations() {
        return Activation.all().stream()
                .filter(activation -> activation != Softmax.SOFTMAX)
                .map(Activation::label)
                .toList();
    }

    static List<String> losses() {
        return Arrays.stream(Loss.values()).map(Loss::label).toList();
    }

    static List<String> optimizers() {
        return Arrays.stream(OptimizerSpec.Kind.values())
                .map(OptimizerSpec.Kind::label)
                .toList();
    }

    static List<String> initializations() {
        return Stream.concat(Arrays.stream(Initialization.values()).map(Initialization::label), Stream.of(EQUAL))
                .toList();
    }

    static List<String> outputs() {
        return OUTPUTS;
    }

    /** @return the default loss for an output */
    static String usualLoss(String output) {
        return output.equals("linear")
                ? Loss.HALF_SQUARED_ERROR.label()
                : Loss.partnerOf(Activation.byName(output)).label();
    }

    private static OptimizerSpec.Kind kind(String optimizer) {
        return OptimizerSpec.Kind.valueOf(optimizer.toUpperCase(Locale.ROOT));
    }

    /** @return the loss with a label from {@link #losses} */
    static Loss loss(String label) {
        return Arrays.stream(Loss.values())
                .filter(candidate -> candidate.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    /**
     * @param inputs number of inputs
     * @param outputs number of outputs
     * @param examples number of examples
     * @return the network and its training, with defaults for the optimizer's other settings
     * @throws dev.crosscheck.CrosscheckException if the settings do not go together
     */
    Setup setup(int inputs, int outputs, int examples) {
        NetworkSpec network = new NetworkSpec(
                inputs,
                hidden.stream()
                        .map(layer -> new NetworkSpec.Layer(layer.units(), Activation.byName(layer.activation())))
                        .toList(),
                outputs,
                loss(loss),
                output.equals("linear") ? Elementwise.IDENTITY : Activation.byName(output),
                dropout,
                initialization.equals(EQUAL)
                        ? Initialization.NORMAL
                        : Initialization.valueOf(initialization.toUpperCase(Locale.ROOT)));
        OptimizerSpec settings = kind(optimizer).byDefault().at(learningRate);
        int rows = batch == 0 ? examples : Math.min(batch, examples);
        return new Setup(network, new TrainingSpec(settings, rows, TrainingSpec.EPOCHS, seed));
    }
}
