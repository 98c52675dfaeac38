package dev.crosscheck.train;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.math.Shape;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Dense;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Layer;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Parameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Initial parameters of a network, from a model or from an {@code .npz} file with PyTorch's names and layout ({@link Network#named}):
 * {@code fc1.weight} (H, I), {@code fc1.bias} (H), and so on to the output layer.
 *
 * <p>Arrays of other names, such as those of a recorded run, are ignored.
 *
 * @param hidden the hidden layers
 * @param parameters W1 (I, H), b1 (1, H) and so on
 */
public record InitialWeights(List<Layer> hidden, Parameters parameters) {
    private static final Pattern OF_A_LAYER = Pattern.compile("fc\\d+\\.(weight|bias)");
    private static final String REMEDY =
            "Save fc1.weight (hidden, inputs), fc1.bias (hidden) and so on, without a gap, to"
                    + " the output layer, as PyTorch has them.";

    /** A file that was read. Its layers are checked once the data are known. */
    @FunctionalInterface
    public interface Source {
        /**
         * @param input required inputs of the first layer
         * @param classes required number of outputs of the last layer
         * @param asked the hidden layers that somebody has asked for; null if nobody has
         * @throws CrosscheckException if they differ
         */
        InitialWeights of(Shape input, int classes, @Nullable List<Layer> asked);
    }

    /**
     * Reads a model, or an {@code .npz} file.
     *
     * @param file a {@code .safetensors} file of a model, the folder of a run that has one, or an {@code .npz} file
     * @throws CrosscheckException if it cannot be read
     */
    public static Source open(Path file) {
        if (!Files.isDirectory(file) && !file.toString().endsWith(".safetensors")) {
            NpzFile npz = NpzFile.read(file);
            return (input, classes, asked) -> npz.has(Layer.Kind.CONVOLUTION.label() + "1.weight")
                    ? readConvolutions(file, npz, input, classes, asked)
                    : read(file, npz, input.size(), classes);
        }
        Model model = Model.load(file);
        Network network = model.network();
        Parameters parameters = network.ungrouped(model.parameters());
        List<Layer> hidden = model.spec().hidden().stream()
                .map(layer -> layer.groups() == 1 ? layer : new Dense(layer.units(), layer.activation()))
                .toList();
        return (input, classes, asked) -> {
            if (network.inputs() != input.size() || network.outputs() != classes) {
                throw CrosscheckException.expected(
                        model.name(),
                        input.size() + " inputs and " + classes + " outputs",
                        network.inputs() + " and " + network.outputs(),
                        "Start from a network that was trained on such data.");
            }
            return new InitialWeights(hidden, parameters);
        };
    }

    /** Reads the layers that were asked for: arrays alone do not say what pads and pools. */
    private static InitialWeights readConvolutions(
            Path file, NpzFile npz, Shape input, int classes, @Nullable List<Layer> asked) {
        if (asked == null) {
            throw CrosscheckException.expected(
                    file + ": array conv1.weight",
                    "--hidden beside it",
                    "none",
                    "Name its layers, such as --hidden conv8x5,pool2,128: arrays do not say what pads and pools.");
        }
        List<Layer> layers = new ArrayList<>(asked);
        layers.add(new Dense(classes, Elementwise.IDENTITY));
        Network network = new Network(Layer.chain(input, layers));
        Map<String, Matrix> named = new LinkedHashMap<>();
        network.shapes()
                .forEach((name, shape) -> named.put(
                        name,
                        matrix(
                                file,
                                npz,
                                name,
                                shape.stream().mapToInt(Integer::intValue).toArray())));
        return new InitialWeights(asked, network.parameters(named));
    }

    /**
     * Checks all layers.
     *
     * @return layers and parameters, each within float32's range
     * @throws CrosscheckException naming the file, the array, what was expected and what was found
     */
    private static InitialWeights read(Path file, NpzFile npz, int inputs, int classes) {
        int layers = layers(file, npz);
        List<Matrix> matrices = new ArrayList<>();
        List<Layer> hidden = new ArrayList<>();
        int width = inputs;
        for (int k = 1; k <= layers; k++) {
            int[] shape = npz.array(weight(k))
                    .requireShape(k == layers ? classes : NpyArray.ANY, width)
                    .shape();
            width = shape[0];
            if (width == 0) {
                throw CrosscheckException.expected(file + ": array " + weight(k), "at least one unit", "none", REMEDY);
            }
            matrices.add(matrix(file, npz, weight(k), shape).transpose());
            matrices.add(matrix(file, npz, bias(k), width));
            hidden.add(new Dense(width, Elementwise.RELU));
        }
        return new InitialWeights(hidden.subList(0, layers - 1), new Parameters(matrices));
    }

    private static String weight(int k) {
        return Layer.Kind.DENSE.label() + k + ".weight";
    }

    private static String bias(int k) {
        return Layer.Kind.DENSE.label() + k + ".bias";
    }

    /** Counts the layers; each must have weights and biases. */
    private static int layers(Path file, NpzFile npz) {
        npz.array(weight(1));
        Set<String> expected = new LinkedHashSet<>();
        int layers = 0;
        while (npz.has(weight(layers + 1))) {
            layers++;
            npz.array(bias(layers));
            expected.addAll(List.of(weight(layers), bias(layers)));
        }
        for (String name : npz.names()) {
            if (OF_A_LAYER.matcher(name).matches() && !expected.contains(name)) {
                throw CrosscheckException.expected(
                        file + ": array " + name, "layers without a gap", "no " + weight(layers + 1), REMEDY);
            }
        }
        return layers;
    }

    private static Matrix matrix(Path file, NpzFile npz, String name, int... shape) {
        double[] values = npz.array(name).requireShape(shape).requireFinite().doubles();
        for (double value : values) {
            if (!Float.isFinite((float) value)) {
                throw CrosscheckException.expected(
                        file + ": array " + name, "numbers within float32's range", Double.toString(value), REMEDY);
            }
        }
        int rows = shape.length == 1 ? 1 : shape[0];
        return new Matrix(rows, values.length / rows, values);
    }
}
