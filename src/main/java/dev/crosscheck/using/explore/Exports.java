package dev.crosscheck.using.explore;

import dev.crosscheck.math.Matrix;
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

/** A state as a program: a Java class, a NumPy script, PyTorch code. Each computes what the page shows. */
final class Exports {
    static final List<String> FORMATS = List.of("java", "numpy", "pytorch", "npz");

    /** Of Java, of NumPy and of PyTorch, by the activation's label. */
    private static final Map<String, List<String>> ACTIVATIONS = Map.of(
            "sigmoid",
            List.of(
                    "z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z))",
                    "1 / (1 + np.exp(-z))",
                    "nn.Sigmoid()"),
            "relu",
            List.of("Math.max(0, z)", "np.maximum(0, z)", "nn.ReLU()"),
            "tanh",
            List.of("Math.tanh(z)", "np.tanh(z)", "nn.Tanh()"),
            "leaky-relu",
            List.of("z > 0 ? z : 0.01 * z", "np.where(z > 0, z, 0.01 * z)", "nn.LeakyReLU(0.01)"),
            "elu",
            List.of("z > 0 ? z : Math.expm1(z)", "np.where(z > 0, z, np.expm1(np.minimum(z, 0)))", "nn.ELU()"),
            "gelu",
            List.of(
                    "z * (1 / (1 + Math.exp(-" + Elementwise.GELU_SCALE + " * z)))",
                    "z / (1 + np.exp(-" + Elementwise.GELU_SCALE + " * z))",
                    "SigmoidGelu()"),
            "softplus",
            List.of(
                    "Math.max(0, z) + Math.log1p(Math.exp(-Math.abs(z)))",
                    "np.maximum(0, z) + np.log1p(np.exp(-np.abs(z)))",
                    "nn.Softplus(threshold=40)"),
            "identity",
            List.of("z", "z", "nn.Identity()"),
            "softmax",
            List.of(
                    "",
                    "np.exp(z - z.max(axis=1, keepdims=True)) / np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1,"
                            + " keepdims=True)",
                    "nn.Softmax(dim=1)"));

    /** A probability as the losses take it. */
    private static final String CLIPPED = "y.clamp(" + Loss.CLIP + ", 1 - " + Loss.CLIP + ")";

    private static final int JAVA = 0;
    private static final int NUMPY = 1;
    private static final int PYTORCH = 2;

    private Exports() {}

    /** A state of a session in one of the formats; not of npz, which is a whole run. */
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
        String branches = network.activations().stream()
                .map(activation -> activation.label())
                .distinct()
                .filter(label -> !label.equals("softmax"))
                .map(label -> "            case \"" + label + "\" -> "
                        + ACTIVATIONS.get(label).get(JAVA) + ";\n")
                .collect(Collectors.joining());
        return PageFiles.text("Network.java.txt")
                .replace("@title@", title(experiment, at))
                .replace("@weights@", layers(at, true, '{', '}'))
                .replace("@biases@", layers(at, false, '{', '}'))
                .replace("@activations@", activations(network, "\"", "\""))
                .replace("@branches@", branches);
    }

    private static String numpy(Experiment experiment, Experiment.State at) {
        String functions = experiment.network().activations().stream()
                .map(activation -> activation.label())
                .distinct()
                .map(label -> "    \"" + label + "\": lambda z: "
                        + ACTIVATIONS.get(label).get(NUMPY) + ",\n")
                .collect(Collectors.joining());
        return python("network.py.txt", experiment, at).replace("@functions@", functions);
    }

    private static String pytorch(Experiment experiment, Experiment.State at, double rate) {
        Network network = experiment.network();
        String modules = IntStream.rangeClosed(1, network.layers())
                .mapToObj(k -> "    nn.Linear(" + network.sizes().get(k - 1) + ", "
                        + network.sizes().get(k) + "),\n    "
                        + ACTIVATIONS.get(network.activation(k).label()).get(PYTORCH) + ",\n")
                .collect(Collectors.joining());
        return python("network_torch.py.txt", experiment, at)
                .replace("@modules@", modules)
                .replace("@loss@", torchLoss(experiment.loss()))
                .replace("@optimizer@", torchOptimizer(experiment.optimizer(), rate));
    }

    private static String python(String template, Experiment experiment, Experiment.State at) {
        Matrix outputs = experiment
                .network()
                .forward(at.parameters(), experiment.examples().x())
                .output();
        return PageFiles.text(template)
                .replace("@title@", title(experiment, at))
                .replace("@weights@", layers(at, true, '[', ']'))
                .replace("@biases@", layers(at, false, '[', ']'))
                .replace("@activations@", activations(experiment.network(), "\"", "\""))
                .replace("@inputs@", rows(experiment.examples().x(), '[', ']'))
                .replace("@targets@", rows(experiment.targets(), '[', ']'))
                .replace("@outputs@", rows(outputs, '[', ']'));
    }

    private static String title(Experiment experiment, Experiment.State at) {
        String sizes =
                experiment.network().sizes().stream().map(String::valueOf).collect(Collectors.joining("-"));
        return String.format(
                Locale.ROOT,
                "A network %s after step %d of training by %s with the loss %s.",
                sizes,
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

    private static String torchLoss(Loss loss) {
        return switch (loss) {
            case MEAN_SQUARED_ERROR -> "nn.functional.mse_loss(y, t)";
            case BINARY_CROSS_ENTROPY -> "nn.functional.binary_cross_entropy(" + CLIPPED + ", t)";
            case CATEGORICAL_CROSS_ENTROPY -> "-(t * torch.log(" + CLIPPED + ")).sum() / len(t)";
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
