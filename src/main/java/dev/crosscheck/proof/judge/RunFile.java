package dev.crosscheck.proof.judge;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.nn.Setup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A run as an archive of arrays (src/reference/README.md). Reading validates everything that a replay needs; every error message names the file and the
 * array.
 */
public final class RunFile {
    private static final String STATE = "state.";
    private static final String STEPS = "steps";

    private final RecordedArrays arrays;

    private RunFile(RecordedArrays arrays) {
        this.arrays = arrays;
    }

    /**
     * Reads a recording.
     *
     * @param file an {@code .npz} file
     * @param data supplies the images of a run whose examples are not in its file; called only for such a run
     * @throws CrosscheckException if the file is not a recording, or something in it is missing or invalid
     */
    public static Run read(Path file, Supplier<ImageData> data) {
        return read(new RecordedArrays(file.toString(), NpzFile.read(file)), data);
    }

    /** Reads a recording from arrays of any origin. */
    public static Run read(RecordedArrays arrays, Supplier<ImageData> data) {
        return arrays.has("w") && !arrays.has("setup")
                ? new RunFile(arrays).perceptron()
                : new RunFile(arrays).network(data);
    }

    private Run perceptron() {
        Matrix w = arrays.matrix(PerceptronTraining.WEIGHTS, NpyArray.ANY);
        Map<String, Matrix> start = new LinkedHashMap<>();
        start.put(PerceptronTraining.WEIGHTS, w);
        start.put(PerceptronTraining.BIAS, arrays.matrix(PerceptronTraining.BIAS, 1));
        Matrix x = arrays.matrix("x", NpyArray.ANY, w.columns());
        MatrixExamples examples = new MatrixExamples(x, arrays.matrix("t", x.rows(), 1), 0);
        int count = arrays.sizes("order", NpyArray.ANY)[0];
        List<Map<String, Matrix>> steps = losses(arrays.values("losses", count));
        add(steps, STATE, "", start);
        return new Run(
                arrays.label(),
                null,
                arrays.number("lr"),
                examples,
                List.of(arrays.integers("order", count, 0, x.rows() - 1)),
                Precision.DOUBLE,
                start,
                steps,
                Map.of(),
                null);
    }

    private Run network(Supplier<ImageData> data) {
        Setup setup = setup();
        ImageData images = arrays.has("x") ? null : images(setup, data.get());
        Examples examples = images == null ? ownExamples(setup) : images.train();
        List<int[]> epochs = List.of(arrays.rows("order", 0, examples.size() - 1));
        int possible =
                epochs.size() * Run.steps(epochs.get(0).length, setup.training().batch());
        double[] losses = arrays.values("losses", NpyArray.ANY);
        if (losses.length > possible) {
            throw CrosscheckException.expected(
                    arrays.place("losses"),
                    "at most the " + possible + " steps that the order makes in batches of "
                            + setup.training().batch(),
                    losses.length + " losses",
                    "Check batch: in the setup, and that each row of order is an epoch.");
        }
        Map<String, Matrix> start = new LinkedHashMap<>();
        setup.network().shapes().forEach((name, shape) -> start.put(name, arrays.matrix(name, ints(shape))));
        List<Map<String, Matrix>> steps = losses(losses);
        if (arrays.has(Run.GRADIENT + STEPS)) {
            add(steps, Run.GRADIENT, Run.GRADIENT, start);
        }
        if (arrays.has(STATE + STEPS)) {
            add(steps, STATE, "", start);
            for (String letter : Run.moments(setup.training().optimizer().kind())) {
                if (arrays.has(STATE + letter + "." + PyTorchLayout.weight(1))) {
                    add(steps, STATE, letter + ".", start);
                }
            }
        }
        return new Run(
                arrays.label(),
                setup,
                0,
                examples,
                epochs,
                arrays.isFloat32(PyTorchLayout.weight(1)) ? Precision.SINGLE : Precision.DOUBLE,
                start,
                steps,
                Map.of(),
                arrays.has("test_loss") && images != null ? test(images) : null);
    }

    private static int[] ints(List<Integer> shape) {
        return shape.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<Map<String, Matrix>> losses(double... losses) {
        List<Map<String, Matrix>> steps = new ArrayList<>();
        for (double loss : losses) {
            steps.add(new LinkedHashMap<>(Map.of(Run.LOSS, new Matrix(1, 1, loss))));
        }
        return steps;
    }

    /** Adds arrays that the file has stacked, one for each of some steps, to these steps, under the name of the parameter with a prefix. */
    private void add(List<Map<String, Matrix>> steps, String kind, String prefix, Map<String, Matrix> parameters) {
        int[] at = arrays.steps(kind + STEPS, steps.size());
        parameters.forEach((name, like) -> {
            String stacked = kind.equals(prefix) ? kind + name : kind + prefix + name;
            double[] all = arrays.values(stacked, stacked(at.length, name, like));
            int length = like.data().length;
            for (int i = 0; i < at.length; i++) {
                double[] one = Arrays.copyOfRange(all, i * length, (i + 1) * length);
                steps.get(at[i] - 1).put(prefix + name, new Matrix(like.rows(), like.columns(), one));
            }
        });
    }

    /** @return the shape of so many arrays of a parameter; biases and a perceptron's weights are vectors */
    private static int[] stacked(int count, String name, Matrix like) {
        return name.endsWith(".weight")
                ? new int[] {count, like.rows(), like.columns()}
                : new int[] {count, like.columns()};
    }

    /** @return the arrays of a network's run, with the names of src/reference/README.md */
    static Map<String, NpyArray> arrays(Run run) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        byte[] line = run.setup().toString().getBytes(StandardCharsets.UTF_8);
        arrays.put("setup", integers(IntStream.range(0, line.length).map(i -> line[i] & 0xff), line.length));
        int[] all = IntStream.range(0, run.examples().size()).toArray();
        for (Matrix matrix : List.of(Run.features(run.examples(), all), Run.targets(run.examples(), all))) {
            arrays.put(
                    arrays.containsKey("x") ? "t" : "x", NpyArray.of(matrix.data(), matrix.rows(), matrix.columns()));
        }
        arrays.put(
                "order",
                integers(
                        run.epochs().stream().flatMapToInt(Arrays::stream),
                        run.epochs().size(),
                        all.length));
        run.start().forEach((name, array) -> {
            int[] shape = PyTorchLayout.shape(name, array);
            arrays.put(
                    name,
                    run.precision() == Precision.SINGLE
                            ? NpyArray.of(floats(array.data()), shape)
                            : NpyArray.of(array.data(), shape));
        });
        arrays.put("losses", NpyArray.of(run.losses(), run.losses().length));
        stack(arrays, run, Run.GRADIENT, Run.GRADIENT, run.gradients());
        int[] states = run.states();
        stack(arrays, run, STATE, "", states);
        for (String letter : run.moments()) {
            boolean whole = Arrays.stream(states)
                    .allMatch(step -> run.start().keySet().stream()
                            .allMatch(name -> run.steps().get(step - 1).containsKey(letter + "." + name)));
            stack(arrays, run, STATE, letter + ".", whole ? states : new int[0]);
        }
        return arrays;
    }

    private static void stack(Map<String, NpyArray> arrays, Run run, String kind, String prefix, int... steps) {
        if (steps.length == 0) {
            return;
        }
        arrays.put(kind + STEPS, integers(Arrays.stream(steps), steps.length));
        run.start().forEach((name, like) -> {
            double[] all = Arrays.stream(steps)
                    .mapToObj(
                            step -> run.steps().get(step - 1).get(prefix + name).data())
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
            arrays.put(
                    kind.equals(prefix) ? kind + name : kind + prefix + name,
                    NpyArray.of(all, stacked(steps.length, name, like)));
        });
    }

    private static NpyArray integers(IntStream values, int... shape) {
        return NpyArray.of(values.asLongStream().toArray(), shape);
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    private Setup setup() {
        Setup setup;
        try {
            setup = Setup.parse(arrays.text("setup"));
        } catch (CrosscheckException e) {
            throw arrays.has("setup")
                    ? new CrosscheckException(arrays.place("setup") + ": " + e.getMessage(), e.remedy(), e)
                    : e;
        }
        refuse(
                setup.network().dropout() > 0,
                "dropout",
                "A recording has no dropout masks: record a run without dropout.");
        refuse(
                setup.training().classWeights().balanced(),
                "balanced class weights",
                "Write the numbers, such as class-weights:0.7/2.");
        refuse(
                setup.network().hidden().stream().anyMatch(layer -> !(layer.activation() instanceof Elementwise)),
                "a softmax in a hidden layer",
                "Its rounding cannot be bounded: record another network.");
        return setup;
    }

    private void refuse(boolean refused, String what, String remedy) {
        if (refused) {
            throw new CrosscheckException(arrays.place("setup") + ": a run with " + what + ".", remedy);
        }
    }

    /** All images, whatever their source, are normalised with the mean and deviation of MNIST. */
    private ImageData images(Setup setup, ImageData read) {
        ImageForm form = ImageForm.ofDigits(read.form().rows(), read.form().columns());
        ImageData data = read.as(form, "The recording of digits");
        int inputs = setup.network().inputs();
        int outputs = setup.network().outputs();
        if (data.train().features() != inputs || data.train().outputs() != outputs) {
            throw CrosscheckException.expected(
                    arrays.label(),
                    "images of " + inputs + " pixels in " + outputs + " classes, since there is no array x",
                    data.train().features() + " pixels in " + data.train().outputs() + " classes",
                    "Name the images that it was recorded with by --data.");
        }
        return data;
    }

    private Run.Test test(ImageData images) {
        int correct = arrays.integer("test_correct", 0, images.test().size());
        return new Run.Test(arrays.number("test_loss"), correct, images.test());
    }

    private MatrixExamples ownExamples(Setup setup) {
        Matrix x = arrays.matrix("x", NpyArray.ANY, setup.network().inputs());
        return new MatrixExamples(
                x,
                arrays.matrix("t", x.rows(), setup.network().outputs()),
                setup.network().learnsNumbers()
                        ? 0
                        : Math.max(2, setup.network().outputs()));
    }
}
