package dev.crosscheck.using.explore;

import dev.crosscheck.data.table.Input;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.using.serve.Site;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Exports a state as a program: a Java class, a NumPy script or PyTorch code. The program computes the numbers that the page shows. For a
 * table it takes the columns' raw values and gives a number in the target's own unit.
 */
final class Exports {
    static final List<String> FORMATS = List.of("java", "numpy", "pytorch", "npz");

    /** Expressions in Java, NumPy and PyTorch, by the activation's label. */
    private static final Map<String, List<String>> ACTIVATIONS = Map.ofEntries(
            Map.entry(
                    "sigmoid",
                    List.of(
                            "z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z))",
                            "1 / (1 + np.exp(-z))",
                            "nn.Sigmoid()")),
            Map.entry("relu", List.of("Math.max(0, z)", "np.maximum(0, z)", "nn.ReLU()")),
            Map.entry("tanh", List.of("Math.tanh(z)", "np.tanh(z)", "nn.Tanh()")),
            Map.entry(
                    "leaky-relu",
                    List.of("z > 0 ? z : 0.01 * z", "np.where(z > 0, z, 0.01 * z)", "nn.LeakyReLU(0.01)")),
            Map.entry(
                    "elu",
                    List.of("z > 0 ? z : Math.expm1(z)", "np.where(z > 0, z, np.expm1(np.minimum(z, 0)))", "nn.ELU()")),
            Map.entry(
                    "gelu",
                    List.of(
                            "z * (1 / (1 + Math.exp(-" + Elementwise.GELU_SCALE + " * z)))",
                            "z / (1 + np.exp(-" + Elementwise.GELU_SCALE + " * z))",
                            "SigmoidGelu()")),
            Map.entry(
                    "softplus",
                    List.of(
                            "Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)))",
                            "np.maximum(0, z) + np.log1p(np.exp(-np.abs(z)))",
                            "nn.Softplus(threshold=40)")),
            Map.entry(
                    "selu",
                    List.of(
                            Elementwise.SELU_SCALE + " * (z > 0 ? z : " + Elementwise.SELU_ALPHA + " * Math.expm1(z))",
                            Elementwise.SELU_SCALE + " * np.where(z > 0, z, " + Elementwise.SELU_ALPHA
                                    + " * np.expm1(np.minimum(z, 0)))",
                            "nn.SELU()")),
            Map.entry(
                    "mish",
                    List.of(
                            "z * Math.tanh(Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z))))",
                            "z * np.tanh(np.maximum(0, z) + np.log1p(np.exp(-np.abs(z))))",
                            "nn.Mish()")),
            Map.entry("identity", List.of("z", "z", "nn.Identity()")),
            Map.entry(
                    "softmax",
                    List.of(
                            "",
                            "np.exp(z - z.max(axis=1, keepdims=True)) / np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1,"
                                    + " keepdims=True)",
                            "nn.Softmax(dim=1)")));

    /**
     * Inserted in the exported programs. User-defined names appear only in string literals, never in comments, which a name could
     * terminate.
     */
    private static final String JAVA_SCALE = """

                /** Of the inputs that it was trained on; its layers take z/√(1 + (z/3)²), z = (x - median)/scale, rounded to float. */
                private static final double[] MEDIANS = @medians@;

                private static final double[] SCALES = @scales@;
            """;

    private static final String JAVA_SCALED = """

                private static double[] scaled(double[] inputs) {
                    double[] a = new double[inputs.length];
                    for (int i = 0; i < a.length; i++) {
                        double z = Math.max(-1e9, Math.min(1e9, (inputs[i] - MEDIANS[i]) / SCALES[i]));
                        double share = z / 3;
                        a[i] = (float) (z / Math.sqrt(1 + share * share));
                    }
                    return a;
                }
            """;

    private static final String NUMPY_SCALE = """

            # Of the inputs that it was trained on; its layers take z / sqrt(1 + (z/3)^2), z = (x - median) / scale, rounded to float.
            MEDIANS = np.array(@medians@)
            SCALES = np.array(@scales@)


            def scaled(x):
                z = np.clip((x - MEDIANS) / SCALES, -1e9, 1e9)
                return (z / np.sqrt(1 + (z / 3) * (z / 3))).astype(np.float32).astype(np.float64)
            """;

    private static final String PYTORCH_SCALE = """

            # Of the inputs that it was trained on.
            MEDIANS = torch.tensor(@medians@)
            SCALES = torch.tensor(@scales@)


            class Scale(nn.Module):
                \"""z / sqrt(1 + (z/3)^2), z = (x - median) / scale, rounded to float as in training.\"""

                def forward(self, x):
                    z = ((x - MEDIANS) / SCALES).clamp(-1e9, 1e9)
                    return (z / torch.sqrt(1 + (z / 3) * (z / 3))).float().double()

            """;

    private static final int LONGEST_NAME = 200;
    private static final int ASCII = 0x7f;
    private static final int JAVA = 0;
    private static final int NUMPY = 1;
    private static final int PYTORCH = 2;

    private Exports() {}

    /** Exports a state in one of the formats other than npz, which contains a complete run. */
    static Site.File of(String format, Experiment experiment, Experiment.State at, double rate) {
        return switch (format) {
            case "java" -> file("Network.java", java(experiment, at));
            case "numpy" -> file("network.py", numpy(experiment, at));
            default -> file("network_torch.py", pytorch(experiment, at, rate));
        };
    }

    private static Site.File file(String name, String text) {
        return file(name, "text/plain;charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static Site.File file(String name, String type, byte[] bytes) {
        return new Site.File(type, bytes, Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""));
    }

    private static String java(Experiment experiment, Experiment.State at) {
        Network network = experiment.network();
        ExperimentData.Raw raw = experiment.examples().raw();
        String branches = network.activations().stream()
                .map(activation -> activation.label())
                .distinct()
                .filter(label -> !label.equals("softmax"))
                .map(label -> "            case \"" + label + "\" -> "
                        + ACTIVATIONS.get(label).get(JAVA) + ";\n")
                .collect(Collectors.joining());
        return PageFiles.text("Network.java.txt")
                .replace("@scale@", raw == null ? "" : scale(JAVA_SCALE, raw, '{', '}'))
                .replace("@ofRaw@", raw == null ? "" : " of raw inputs")
                .replace("@first@", raw == null ? "inputs" : "scaled(inputs)")
                .replace("@last@", isNumber(raw) ? "        a[0] = " + rescaled(raw, "a[0]") + ";\n" : "")
                .replace("@scaled@", raw == null ? "" : JAVA_SCALED)
                .replace("@title@", title(experiment, at))
                .replace("@weights@", layers(at, true, '{', '}'))
                .replace("@biases@", layers(at, false, '{', '}'))
                .replace("@activations@", activations(network, "\"", "\""))
                .replace("@branches@", branches)
                .replace("@inputNames@", javaStrings(inputNames(experiment)))
                .replace("@outputNames@", javaStrings(outputNames(experiment)));
    }

    private static String numpy(Experiment experiment, Experiment.State at) {
        ExperimentData.Raw raw = experiment.examples().raw();
        String functions = experiment.network().activations().stream()
                .map(activation -> activation.label())
                .distinct()
                .map(label -> "    \"" + label + "\": lambda z: "
                        + ACTIVATIONS.get(label).get(NUMPY) + ",\n")
                .collect(Collectors.joining());
        Matrix targets = isNumber(raw) ? new Matrix(raw.values().length, 1, raw.values()) : experiment.targets();
        return python("network.py.txt", NUMPY_SCALE, experiment, at)
                .replace("@functions@", functions)
                .replace("@targets@", rows(targets, '[', ']'))
                .replace("@first@", raw == null ? "x" : "scaled(x)")
                .replace("@last@", isNumber(raw) ? rescaled(raw, "a") : "a");
    }

    private static String pytorch(Experiment experiment, Experiment.State at, double rate) {
        Network network = experiment.network();
        ExperimentData.Raw raw = experiment.examples().raw();
        String modules = IntStream.rangeClosed(1, network.layers())
                .mapToObj(k -> "    nn.Linear(" + network.sizes().get(k - 1) + ", "
                        + network.sizes().get(k) + "),\n"
                        + (k < network.layers() ? "    " + torch(network.activation(k)) + ",\n" : ""))
                .collect(Collectors.joining());
        boolean fused = experiment.loss().isFusedWith(network.outputActivation());
        return python("network_torch.py.txt", PYTORCH_SCALE, experiment, at)
                .replace("@modules@", modules)
                .replace("@targets@", rows(experiment.targets(), '[', ']'))
                .replace("@learned@", isNumber(raw) ? "  # standardised, as they are learned" : "")
                .replace("@first@", raw == null ? "" : "    Scale(),\n")
                .replace("@output@", torch(network.outputActivation()))
                .replace("@last@", isNumber(raw) ? rescaled(raw, "output(model(x))") : "output(model(x))")
                .replace("@ofLogits@", fused ? " of logits, in which nothing is clipped" : "")
                .replace("@made@", fused ? "" : "    y = output(z)\n")
                .replace("@loss@", torchLoss(experiment.loss()))
                .replace("@optimizer@", torchOptimizer(experiment.optimizer(), rate));
    }

    private static String python(String template, String scale, Experiment experiment, Experiment.State at) {
        ExperimentData examples = experiment.examples();
        ExperimentData.Raw raw = examples.raw();
        Matrix outputs =
                experiment.network().forward(at.parameters(), examples.x()).output();
        if (isNumber(raw)) {
            double[] numbers =
                    Arrays.stream(outputs.data()).map(raw.target()::value).toArray();
            outputs = new Matrix(numbers.length, 1, numbers);
        }
        return PageFiles.text(template)
                .replace("@scale@", raw == null ? "" : scale(scale, raw, '[', ']'))
                .replace("@raw@", raw == null ? "" : " raw")
                .replace("@title@", title(experiment, at))
                .replace("@weights@", layers(at, true, '[', ']'))
                .replace("@biases@", layers(at, false, '[', ']'))
                .replace("@activations@", activations(experiment.network(), "\"", "\""))
                .replace("@inputs@", rows(raw == null ? examples.x() : raw.x(), '[', ']'))
                .replace("@outputs@", rows(outputs, '[', ']'))
                .replace("@inputNames@", strings(inputNames(experiment)))
                .replace("@outputNames@", strings(outputNames(experiment)));
    }

    private static String scale(String form, ExperimentData.Raw raw, char open, char close) {
        double[] medians =
                raw.inputs().stream().mapToDouble(Input.OfNumber::median).toArray();
        double[] scales =
                raw.inputs().stream().mapToDouble(Input.OfNumber::scale).toArray();
        return form.replace("@medians@", row(medians, open, close)).replace("@scales@", row(scales, open, close));
    }

    private static boolean isNumber(ExperimentData.Raw raw) {
        return raw != null && raw.target() != null;
    }

    /** @return an expression that converts a standardised prediction to the target's own unit */
    private static String rescaled(ExperimentData.Raw raw, String learned) {
        return raw.target().mean() + " + " + raw.target().deviation() + " * " + learned;
    }

    private static List<String> inputNames(Experiment experiment) {
        return experiment
                .examples()
                .names()
                .subList(0, experiment.network().sizes().get(0));
    }

    /** @return a description of each output */
    private static List<String> outputNames(Experiment experiment) {
        List<String> names = experiment.examples().names();
        List<String> classes = experiment.examples().classes().stream()
                .map(name -> name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "..." : name)
                .toList();
        String target = names.get(names.size() - 1);
        if (classes.isEmpty()) {
            return List.of(target);
        }
        return experiment.targets().columns() > 1
                ? classes.stream().map(name -> target + " = " + name).toList()
                : List.of(target + " = " + classes.get(1) + " (near 1) or " + classes.get(0) + " (near 0)");
    }

    /** @return texts as a Python list; @ is escaped so that a text cannot look like a template's placeholder */
    private static String strings(List<String> texts) {
        return Wire.text(texts).replace("@", "\\u0040");
    }

    /** @return texts as a Java array initializer, in ASCII so that the source can be read in any encoding */
    private static String javaStrings(List<String> texts) {
        String ascii = strings(texts)
                .chars()
                .mapToObj(c -> c < ASCII ? "" + (char) c : String.format(Locale.ROOT, "\\u%04x", c))
                .collect(Collectors.joining());
        return "{" + ascii.substring(1, ascii.length() - 1) + "}";
    }

    private static String title(Experiment experiment, Experiment.State at) {
        return String.format(
                Locale.ROOT,
                "A network %s after step %d of training by %s with the loss %s.",
                experiment.setup().network().title(),
                at.step(),
                experiment.config().optimizer(),
                experiment.config().loss());
    }

    private static String activations(Network network, String before, String after) {
        return network.activations().stream()
                .map(activation -> before + activation.label() + after)
                .collect(Collectors.joining(", "));
    }

    private static String layers(Experiment.State at, boolean weights, char open, char close) {
        return IntStream.rangeClosed(1, at.parameters().layers())
                .mapToObj(k -> weights
                        ? "        " + rows(at.parameters().weights(k), open, close)
                        : "        " + row(at.parameters().bias(k).data(), open, close))
                .collect(Collectors.joining(",\n"));
    }

    private static String rows(Matrix matrix, char open, char close) {
        return open
                + Arrays.stream(Passes.rows(matrix))
                        .map(row -> row(row, open, close))
                        .collect(Collectors.joining(", "))
                + close;
    }

    private static String row(double[] row, char open, char close) {
        return open + Arrays.stream(row).mapToObj(Double::toString).collect(Collectors.joining(", ")) + close;
    }

    private static String torch(Activation activation) {
        return ACTIVATIONS.get(activation.label()).get(PYTORCH);
    }

    private static String torchLoss(Loss loss) {
        return switch (loss) {
            case MEAN_SQUARED_ERROR -> "nn.functional.mse_loss(y, t)";
            case BINARY_CROSS_ENTROPY -> "nn.functional.binary_cross_entropy_with_logits(z, t)";
            case CATEGORICAL_CROSS_ENTROPY -> "nn.functional.cross_entropy(z, t)";
            case HUBER -> "nn.functional.huber_loss(y, t)";
            case HALF_SQUARED_ERROR -> "0.5 * ((y - t) ** 2).sum() / len(t)";
        };
    }

    private static String torchOptimizer(OptimizerSpec spec, double rate) {
        return switch (spec.kind()) {
            case SGD -> "torch.optim.SGD(model.parameters(), lr=" + rate + ")";
            case MOMENTUM -> "torch.optim.SGD(model.parameters(), lr=" + rate + ", momentum=" + spec.momentum() + ")";
            case ADAM -> "torch.optim.Adam(model.parameters(), lr=" + rate + ")";
            case ADAMW ->
                "torch.optim.AdamW(model.parameters(), lr=" + rate + ", weight_decay=" + spec.weightDecay() + ")";
        };
    }
}
