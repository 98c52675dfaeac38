package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.course.LossTraits;
import dev.crosscheck.data.table.Scale;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.using.serve.Site;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Exports a state as a program: a Java class, a NumPy script or PyTorch code. The program computes the numbers that the page shows, and goes on
 * training from there with the page's next steps, but without a planted slip. For a table it takes the columns' raw values and gives a number
 * in the target's own unit.
 */
final class Exports {
    static final List<String> FORMATS = List.of("java", "numpy", "pytorch", "npz");

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

    /** As {@link dev.crosscheck.math.DoubleMath#power}. */
    private static final String JAVA_POWER = """

                private static double power(double base, int exponent) {
                    double power = 1;
                    double factor = base;
                    for (int bits = exponent; bits > 0; bits >>= 1) {
                        power *= (bits & 1) == 1 ? factor : 1;
                        factor *= factor;
                    }
                    return power;
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

    private Exports() {}

    /**
     * Exports a state in one of the formats other than npz, which contains a complete run.
     *
     * @throws CrosscheckException for steps that the program would not take
     */
    static Site.File of(String format, Experiment experiment, Experiment.State at, double rate) {
        if (!experiment.isPlain()) {
            throw new CrosscheckException(
                    "The program could not take the next step as the page does.", Experiment.NOT_PLAIN);
        }
        return switch (format) {
            case "java" -> file("Network.java", java(experiment, at, rate));
            case "numpy" -> file("network.py", numpy(experiment, at, rate));
            default -> file("network_torch.py", pytorch(experiment, at, rate));
        };
    }

    private static Site.File file(String name, String text) {
        return file(name, "text/plain;charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static Site.File file(String name, String type, byte[] bytes) {
        return new Site.File(type, bytes, Map.of("Content-Disposition", "attachment; filename=\"" + name + "\""));
    }

    private static String java(Experiment experiment, Experiment.State at, double rate) {
        Network network = experiment.network();
        ExperimentData.Raw raw = experiment.examples().raw();
        List<Elementwise> used = network.activations().stream()
                .distinct()
                .filter(Elementwise.class::isInstance)
                .map(Elementwise.class::cast)
                .toList();
        boolean fused = experiment.loss().isFusedWith(network.outputActivation());
        LossTraits.Code loss = LossTraits.of(experiment.loss()).java();
        return javaUpdate(PageFiles.text("Network.java.txt"), experiment, at)
                .replace("@scale@", raw == null ? "" : scale(JAVA_SCALE, raw, '{', '}'))
                .replace("@ofRaw@", raw == null ? "" : " of raw inputs")
                .replace("@first@", raw == null ? "inputs" : "scaled(inputs)")
                .replace("@last@", isNumber(raw) ? "        a[0] = " + rescaled(raw, "a[0]") + ";\n" : "")
                .replace("@scaled@", raw == null ? "" : JAVA_SCALED)
                .replace("@title@", title(experiment, at))
                .replace("@weights@", layers(at, true, '{', '}'))
                .replace("@biases@", layers(at, false, '{', '}'))
                .replace("@activations@", activations(network, "\"", "\""))
                .replace("@values@", branches(used, ActivationTraits.Code::value))
                .replace("@slopes@", branches(used, ActivationTraits.Code::slope))
                .replace("@step@", "" + at.step())
                .replace("@batch@", "" + experiment.setup().training().batch())
                .replace("@rate@", "" + rate)
                .replace("@inputs@", rows(raw == null ? experiment.examples().x() : raw.x(), '{', '}'))
                .replace("@learned@", rows(experiment.targets(), '{', '}'))
                .replace(
                        "@divisor@",
                        experiment.loss().isPerRow() ? "to - from" : "(to - from) * BIASES[WEIGHTS.length - 1].length")
                .replace(
                        "@logSoftmax@",
                        experiment.loss() == Loss.CATEGORICAL_CROSS_ENTROPY
                                ? "            double logSoftmax = logSoftmax(pass.z[last], j);\n"
                                : "")
                .replace("@loss@", loss.value())
                .replace("@slope@", loss.slope())
                .replace("@throughOutput@", fused ? "" : " * slope(ACTIVATIONS[last - 1], z, y)")
                .replace("@inputNames@", javaStrings(inputNames(experiment)))
                .replace("@outputNames@", javaStrings(outputNames(experiment)));
    }

    private static ActivationTraits.Programs programs(Activation activation) {
        return ActivationTraits.of(activation).programs();
    }

    private static String branches(List<Elementwise> used, Function<ActivationTraits.Code, String> part) {
        return used.stream()
                .map(f -> "            case \"" + f.label() + "\" -> "
                        + part.apply(programs(f).java()) + ";\n")
                .collect(Collectors.joining());
    }

    /** Inserts the optimizer and what it remembers. */
    private static String javaUpdate(String template, Experiment experiment, Experiment.State at) {
        OptimizerSpec spec = experiment.optimizer();
        Map<String, List<Matrix>> memory = memory(at, spec);
        StringBuilder arrays = new StringBuilder();
        memory.forEach((letter, matrices) -> arrays.append(String.format(
                Locale.ROOT,
                "        static final double[][][] %1$s_WEIGHTS = %2$s;%n        static final double[][] %1$s_BIASES = %3$s;%n",
                letter.toUpperCase(Locale.ROOT),
                list(matrices, true, '{', '}'),
                list(matrices, false, '{', '}'))));
        String remembered = memory.isEmpty()
                ? ""
                : "\n    /** What the optimizer remembers of each parameter. */\n    private static final class Memory {\n"
                        + arrays + "    }\n";
        String size = !spec.kind().isAdam()
                ? ""
                : "        double correction1 = 1 - power(" + Adam.BETA1 + ", step);\n"
                        + "        double correction2 = Math.sqrt(1 - power(" + Adam.BETA2 + ", step));\n"
                        + "        double size = RATE * correction2 / correction1;\n";
        String decay = spec.weightDecay() == 0 ? "" : "p[i] *= 1 - RATE * " + spec.weightDecay() + ";\n";
        return template.replace("@memory@", remembered)
                .replace("@remembered@", parts(memory, letter -> ", double[] " + letter))
                .replace(
                        "@ofWeights@",
                        parts(memory, letter -> ", Memory." + letter.toUpperCase(Locale.ROOT) + "_WEIGHTS[k][i]"))
                .replace(
                        "@ofBiases@",
                        parts(memory, letter -> ", Memory." + letter.toUpperCase(Locale.ROOT) + "_BIASES[k]"))
                .replace("@size@", size)
                .replace("@power@", spec.kind().isAdam() ? JAVA_POWER : "")
                .replace(
                        "@update@",
                        (decay + ExportedCode.java(spec))
                                .lines()
                                .map(line -> "            " + line)
                                .collect(Collectors.joining("\n")));
    }

    private static String parts(Map<String, ?> memory, UnaryOperator<String> part) {
        return memory.keySet().stream().map(part).collect(Collectors.joining());
    }

    /** @return what the optimizer remembers, by letter, as W and b of each layer; zeros before the first step */
    private static Map<String, List<Matrix>> memory(Experiment.State at, OptimizerSpec spec) {
        List<String> letters = List.of("v", "m").subList(0, spec.kind().state());
        Map<String, List<double[]>> known = at.optimizer().memory();
        Map<String, List<Matrix>> memory = new TreeMap<>();
        for (String letter : letters) {
            List<Matrix> matrices = new ArrayList<>();
            for (Matrix theta : at.parameters().matrices()) {
                double[] values = known.isEmpty()
                        ? new double[theta.data().length]
                        : known.get(letter).get(matrices.size());
                matrices.add(new Matrix(theta.rows(), theta.columns(), values.clone()));
            }
            memory.put(letter, matrices);
        }
        return memory;
    }

    private static String list(List<Matrix> matrices, boolean weights, char open, char close) {
        return IntStream.range(0, matrices.size())
                .filter(i -> i % 2 == (weights ? 0 : 1))
                .mapToObj(i -> array(matrices.get(i), weights, open, close))
                .collect(Collectors.joining(", ", "" + open, "" + close));
    }

    /** A matrix of weights as rows, or a bias as one row. */
    private static String array(Matrix matrix, boolean isWeight, char open, char close) {
        return isWeight ? rows(matrix, open, close) : row(matrix.data(), open, close);
    }

    private static String numpy(Experiment experiment, Experiment.State at, double rate) {
        ExperimentData.Raw raw = experiment.examples().raw();
        List<Activation> used =
                experiment.network().activations().stream().distinct().toList();
        String functions = used.stream()
                .map(activation -> {
                    ActivationTraits.Code f = programs(activation).numpy();
                    return "    \"" + activation.label() + "\": (lambda z: " + f.value() + ", lambda z, a: " + f.slope()
                            + "),\n";
                })
                .collect(Collectors.joining());
        Matrix targets = isNumber(raw) ? new Matrix(raw.values().length, 1, raw.values()) : experiment.targets();
        LossTraits.Code loss = LossTraits.of(experiment.loss()).numpy();
        String memory = memory(at, experiment.optimizer()).entrySet().stream()
                .map(entry -> "\"" + entry.getKey() + "\": [" + numpyArrays(entry.getValue()) + "]")
                .collect(Collectors.joining(", "));
        return python("network.py.txt", NUMPY_SCALE, experiment, at, rate)
                .replace("@functions@", functions)
                .replace("@targets@", rows(targets, '[', ']'))
                .replace(
                        "@learned@",
                        isNumber(raw) ? "np.array(" + rows(experiment.targets(), '[', ']') + ")" : "TARGETS")
                .replace("@memory@", memory)
                .replace("@first@", raw == null ? "x" : "scaled(x)")
                .replace("@last@", isNumber(raw) ? rescaled(raw, "a") : "a")
                .replace("@loss@", loss.value())
                .replace("@slope@", loss.slope())
                .replace("@update@", ExportedCode.numpy(experiment.optimizer()));
    }

    private static String numpyArrays(List<Matrix> matrices) {
        return IntStream.range(0, matrices.size())
                .mapToObj(i -> "np.array(" + array(matrices.get(i), i % 2 == 0, '[', ']') + ")")
                .collect(Collectors.joining(", "));
    }

    private static String pytorch(Experiment experiment, Experiment.State at, double rate) {
        Network network = experiment.network();
        ExperimentData.Raw raw = experiment.examples().raw();
        String modules = IntStream.rangeClosed(1, network.layers())
                .mapToObj(k -> "    nn.Linear(" + network.sizes().get(k - 1) + ", "
                        + network.sizes().get(k) + "),\n"
                        + (k < network.layers()
                                ? "    " + programs(network.activation(k)).torch() + ",\n"
                                : ""))
                .collect(Collectors.joining());
        boolean fused = experiment.loss().isFusedWith(network.outputActivation());
        boolean isAdam = experiment.optimizer().kind().isAdam();
        Map<String, String> theirs = Map.of("m", "exp_avg", "v", isAdam ? "exp_avg_sq" : "momentum_buffer");
        String memory = memory(at, experiment.optimizer()).entrySet().stream()
                .map(entry -> "\"" + theirs.get(entry.getKey()) + "\": ["
                        + IntStream.range(0, entry.getValue().size())
                                .mapToObj(i -> array(entry.getValue().get(i), i % 2 == 0, '[', ']'))
                                .collect(Collectors.joining(", "))
                        + "]")
                .collect(Collectors.joining(", "));
        return python("network_torch.py.txt", PYTORCH_SCALE, experiment, at, rate)
                .replace("@modules@", modules)
                .replace("@memory@", memory)
                .replace("@targets@", rows(experiment.targets(), '[', ']'))
                .replace("@learned@", isNumber(raw) ? "  # standardised, as they are learned" : "")
                .replace("@first@", raw == null ? "" : "    Scale(),\n")
                .replace("@output@", programs(network.outputActivation()).torch())
                .replace("@last@", isNumber(raw) ? rescaled(raw, "output(model(x))") : "output(model(x))")
                .replace("@made@", fused ? "" : "    y = output(z)\n")
                .replace("@loss@", LossTraits.of(experiment.loss()).torch())
                .replace("@optimizer@", ExportedCode.torch(experiment.optimizer(), rate));
    }

    private static String python(
            String template, String scale, Experiment experiment, Experiment.State at, double rate) {
        ExperimentData examples = experiment.examples();
        ExperimentData.Raw raw = examples.raw();
        boolean fused = experiment.loss().isFusedWith(experiment.network().outputActivation());
        return PageFiles.text(template)
                .replace("@scale@", raw == null ? "" : scale(scale, raw, '[', ']'))
                .replace("@raw@", raw == null ? "" : " raw")
                .replace("@title@", title(experiment, at))
                .replace("@weights@", layers(at, true, '[', ']'))
                .replace("@biases@", layers(at, false, '[', ']'))
                .replace("@activations@", activations(experiment.network(), "\"", "\""))
                .replace("@inputs@", rows(raw == null ? examples.x() : raw.x(), '[', ']'))
                .replace("@outputs@", rows(outputs(experiment, at.parameters()), '[', ']'))
                .replace("@next@", rows(outputs(experiment, next(experiment, at, rate)), '[', ']'))
                .replace("@step@", "" + at.step())
                .replace("@batch@", "" + experiment.setup().training().batch())
                .replace("@rate@", "" + rate)
                .replace("@ofLogits@", fused ? ", from z, in which nothing is clipped" : "")
                .replace("@inputNames@", strings(inputNames(experiment)))
                .replace("@outputNames@", strings(outputNames(experiment)));
    }

    /** @return the outputs for all examples; a number in its own unit */
    private static Matrix outputs(Experiment experiment, Parameters parameters) {
        ExperimentData.Raw raw = experiment.examples().raw();
        Matrix outputs = experiment
                .network()
                .forward(parameters, experiment.examples().x())
                .output();
        return isNumber(raw) ? outputs.map(raw.target()::value) : outputs;
    }

    /** @return the parameters after the next step, without a planted slip */
    private static Parameters next(Experiment experiment, Experiment.State at, double rate) {
        Parameters parameters = at.parameters().copy();
        Experiment.Batch batch = experiment.batch(at.step());
        new OnlineTraining(experiment.network(), experiment.loss())
                .stepInPlace(parameters, PlantedSlip.right(at.optimizer()).continued(rate), batch.x(), batch.targets());
        return parameters;
    }

    private static String scale(String form, ExperimentData.Raw raw, char open, char close) {
        double[] medians = raw.inputs().stream().mapToDouble(Scale::median).toArray();
        double[] scales = raw.inputs().stream().mapToDouble(Scale::scale).toArray();
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
        return open
                + Arrays.stream(row)
                        .mapToObj(value ->
                                Double.isFinite(value) || open == '{' ? "" + value : "float(\"" + value + "\")")
                        .collect(Collectors.joining(", "))
                + close;
    }
}
