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
    private static final String RECORD_ANEW = "Record the run again, with one of the scripts in src/reference/python.";

    private final String label;
    private final NpzFile npz;

    private RunFile(String label, NpzFile npz) {
        this.label = label;
        this.npz = npz;
    }

    /**
     * Reads a recording.
     *
     * @param file an {@code .npz} file
     * @param data supplies the images of a run whose examples are not in its file; called only for such a run
     * @throws CrosscheckException if the file is not a recording, or something in it is missing or invalid
     */
    public static Run read(Path file, Supplier<ImageData> data) {
        return read(file.toString(), NpzFile.read(file), data);
    }

    static Run read(String label, NpzFile npz, Supplier<ImageData> data) {
        RunFile file = new RunFile(label, npz);
        return npz.has(Run.W) && !npz.has("setup") ? file.perceptron() : file.network(data);
    }

    private Run perceptron() {
        Map<String, Matrix> start = new LinkedHashMap<>();
        start.put(Run.W, matrix(Run.W, NpyArray.ANY));
        start.put(Run.B, matrix(Run.B, 1));
        int inputs = start.get(Run.W).columns();
        double rate = array("lr").requireFinite().doubles()[0];
        Setup setup = naming(
                "lr",
                () -> Setup.parse(inputs + "-1 half-squared-error sgd batch:1").at(rate));
        Matrix x = matrix("x", NpyArray.ANY, inputs);
        MatrixExamples examples = new MatrixExamples(x, matrix("t", x.rows(), 1), 0);
        int[] order = integers("order", 0, x.rows() - 1, NpyArray.ANY);
        Run run = new Run(
                label, setup, examples, List.of(order), Precision.DOUBLE, start, losses(order.length), Map.of(), null);
        add(run, STATE, "");
        return run;
    }

    private Run network(Supplier<ImageData> data) {
        Setup setup = setup();
        ImageData images = npz.has("x") ? null : images(setup, data.get());
        Examples examples = images == null ? ownExamples(setup) : images.train();
        Map<String, Matrix> start = new LinkedHashMap<>();
        setup.network()
                .shapes()
                .forEach((name, shape) -> start.put(
                        name, matrix(name, shape.stream().mapToInt(size -> size).toArray())));
        Run run = new Run(
                label,
                setup,
                examples,
                epochs(examples.size()),
                npz.array(PyTorchLayout.weight(1)).typeName().equals("float32") ? Precision.SINGLE : Precision.DOUBLE,
                start,
                losses(NpyArray.ANY),
                Map.of(),
                npz.has("test_loss") && images != null ? test(images) : null);
        if (run.steps().size() > run.allSteps()) {
            throw CrosscheckException.expected(
                    place("losses"),
                    "at most the " + run.allSteps() + " steps that the order makes in batches of " + run.batch(),
                    run.steps().size() + " losses",
                    "Check batch: in the setup, and that each row of order is an epoch.");
        }
        if (npz.has("grad.steps")) {
            add(run, "", Run.GRADIENT);
        }
        if (npz.has("state.steps")) {
            add(run, STATE, "");
            run.moments().stream()
                    .filter(prefix -> npz.has(STATE + prefix + PyTorchLayout.weight(1)))
                    .forEach(prefix -> add(run, STATE, prefix));
        }
        return run;
    }

    /** @return the rows of the order; a vector is one epoch */
    private List<int[]> epochs(int examples) {
        int[] shape = npz.array("order").shape();
        int[] all = integers(
                "order",
                0,
                examples - 1,
                shape.length == 1 ? new int[] {NpyArray.ANY} : new int[] {NpyArray.ANY, NpyArray.ANY});
        int length = shape[shape.length - 1];
        return IntStream.range(0, all.length / length)
                .mapToObj(epoch -> Arrays.copyOfRange(all, epoch * length, (epoch + 1) * length))
                .toList();
    }

    /** @return steps with their losses, which need not be finite: results of a run are judged, not rejected */
    private List<Map<String, Matrix>> losses(int count) {
        List<Map<String, Matrix>> steps = new ArrayList<>();
        for (double loss : array("losses", count).doubles()) {
            steps.add(new LinkedHashMap<>(Map.of(Run.LOSS, new Matrix(1, 1, loss))));
        }
        return steps;
    }

    /**
     * Adds the arrays of some steps, which the file has stacked.
     *
     * @param kind what the names in the file begin with
     * @param prefix what then comes before the name of the parameter
     */
    private void add(Run run, String kind, String prefix) {
        int[] at = steps(stepsOf(kind), run.steps().size());
        run.start().forEach((name, like) -> {
            double[] all =
                    array(kind + prefix + name, stacked(at.length, name, like)).doubles();
            int length = like.data().length;
            for (int i = 0; i < at.length; i++) {
                double[] one = Arrays.copyOfRange(all, i * length, (i + 1) * length);
                run.steps().get(at[i] - 1).put(prefix + name, new Matrix(like.rows(), like.columns(), one));
            }
        });
    }

    /** @return the name of the array that says of which steps there are arrays of a kind: the states, or else the gradients */
    private static String stepsOf(String kind) {
        return (kind.isEmpty() ? Run.GRADIENT : kind) + "steps";
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
        Matrix x = Run.features(run.examples(), all);
        Matrix t = Run.targets(run.examples(), all);
        arrays.put("x", NpyArray.of(x.data(), x.rows(), x.columns()));
        arrays.put("t", NpyArray.of(t.data(), t.rows(), t.columns()));
        IntStream order = run.epochs().stream().flatMapToInt(Arrays::stream);
        arrays.put("order", integers(order, run.epochs().size(), all.length));
        run.start().forEach((name, array) -> {
            int[] shape = PyTorchLayout.shape(name, array);
            arrays.put(
                    name,
                    run.precision() == Precision.SINGLE
                            ? NpyArray.of(Player.floats(array.data()), shape)
                            : NpyArray.of(array.data(), shape));
        });
        arrays.put("losses", NpyArray.of(run.losses(), run.losses().length));
        stack(arrays, run, "", Run.GRADIENT, run.stepsWith(Run.GRADIENT));
        int[] states = run.stepsWith("");
        stack(arrays, run, STATE, "", states);
        for (String prefix : run.moments()) {
            boolean whole = Arrays.equals(states, run.stepsWith(prefix));
            stack(arrays, run, STATE, prefix, whole ? states : new int[0]);
        }
        return arrays;
    }

    private static void stack(Map<String, NpyArray> arrays, Run run, String kind, String prefix, int... steps) {
        if (steps.length == 0) {
            return;
        }
        arrays.put(stepsOf(kind), integers(Arrays.stream(steps), steps.length));
        run.start().forEach((name, like) -> {
            double[] all = Arrays.stream(steps)
                    .mapToObj(
                            step -> run.steps().get(step - 1).get(prefix + name).data())
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
            arrays.put(kind + prefix + name, NpyArray.of(all, stacked(steps.length, name, like)));
        });
    }

    private static NpyArray integers(IntStream values, int... shape) {
        return NpyArray.of(values.asLongStream().toArray(), shape);
    }

    private Setup setup() {
        int[] numbers = integers("setup", 0, 255, NpyArray.ANY);
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        Setup setup = naming("setup", () -> Setup.parse(new String(bytes, StandardCharsets.UTF_8)));
        refuse(
                setup.network().dropout() > 0,
                "dropout",
                "A recording has no dropout masks: record a run without dropout.");
        refuse(
                !setup.training().optimizer().hasUsualBetas(),
                "betas other than 0.9 and 0.999",
                "Record a run with the usual betas.");
        refuse(setup.training().labelSmoothing() > 0, "smoothed labels", "Record a run with the labels as they are.");
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
            throw new CrosscheckException(place("setup") + ": a run with " + what + ".", remedy);
        }
    }

    /** Names the array in the refusal of a setup. */
    private Setup naming(String name, Supplier<Setup> setup) {
        try {
            return setup.get();
        } catch (CrosscheckException e) {
            throw new CrosscheckException(place(name) + ": " + e.getMessage(), e.remedy(), e);
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
                    label,
                    "images of " + inputs + " pixels in " + outputs + " classes, since there is no array x",
                    data.train().features() + " pixels in " + data.train().outputs() + " classes",
                    "Name the images that it was recorded with by --data.");
        }
        return data;
    }

    private Run.Test test(ImageData images) {
        int correct = integers("test_correct", 0, images.test().size())[0];
        return new Run.Test(array("test_loss").requireFinite().doubles()[0], correct, images.test());
    }

    private MatrixExamples ownExamples(Setup setup) {
        Matrix x = matrix("x", NpyArray.ANY, setup.network().inputs());
        return new MatrixExamples(
                x,
                matrix("t", x.rows(), setup.network().outputs()),
                setup.network().learnsNumbers()
                        ? 0
                        : Math.max(2, setup.network().outputs()));
    }

    /** @return an array of this shape with at least one value */
    private NpyArray array(String name, int... shape) {
        NpyArray array = npz.array(name).requireShape(shape);
        if (array.size() == 0) {
            throw CrosscheckException.expected(place(name), "at least one value", "none", RECORD_ANEW);
        }
        return array;
    }

    /** @return a matrix of finite numbers; a vector becomes one row */
    private Matrix matrix(String name, int... shape) {
        NpyArray array = array(name, shape).requireFinite();
        int rows = shape.length == 1 ? 1 : array.shape()[0];
        return new Matrix(rows, array.size() / rows, array.doubles());
    }

    private int[] integers(String name, int least, int most, int... shape) {
        long[] longs = array(name, shape).longs();
        for (int i = 0; i < longs.length; i++) {
            if (longs[i] < least || longs[i] > most) {
                throw CrosscheckException.expected(
                        place(name),
                        "whole numbers from " + least + " to " + most,
                        longs[i] + (shape.length == 0 ? "" : " at [" + i + "]"),
                        RECORD_ANEW);
            }
        }
        return Arrays.stream(longs).mapToInt(Math::toIntExact).toArray();
    }

    /** @return step numbers, which must be strictly ascending */
    private int[] steps(String name, int last) {
        int[] steps = integers(name, 1, last, NpyArray.ANY);
        for (int i = 1; i < steps.length; i++) {
            if (steps[i] <= steps[i - 1]) {
                throw CrosscheckException.expected(
                        place(name), "ascending steps", steps[i] + " after " + steps[i - 1], RECORD_ANEW);
            }
        }
        return steps;
    }

    /** @return the name of an array in messages */
    private String place(String name) {
        return label + ": array " + name;
    }
}
