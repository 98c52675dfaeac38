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
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.proof.compare.Rounding;
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
public final class RecordingFile {
    private static final String STATE = "state.";
    private static final String RECORD_ANEW = "Record the run again, with one of the scripts in src/reference/python.";

    private final String label;
    private final NpzFile npz;

    private RecordingFile(String label, NpzFile npz) {
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
    public static Recording read(Path file, Supplier<ImageData> data) {
        return read(file.toString(), NpzFile.read(file), data);
    }

    static Recording read(String label, NpzFile npz, Supplier<ImageData> data) {
        RecordingFile file = new RecordingFile(label, npz);
        return npz.has(Recording.W) && !npz.has("setup") ? file.perceptron() : file.network(data);
    }

    private Recording perceptron() {
        Map<String, Matrix> start = new LinkedHashMap<>();
        start.put(Recording.W, matrix(Recording.W, NpyArray.ANY));
        start.put(Recording.B, matrix(Recording.B, 1));
        int inputs = start.get(Recording.W).columns();
        double rate = array("lr").doubles()[0];
        String line = inputs + "-1 half-squared-error sgd batch:1 lr:" + rate;
        Setup setup = naming("lr", () -> Setup.parse(line));
        Matrix x = matrix("x", NpyArray.ANY, inputs);
        MatrixExamples examples = new MatrixExamples(x, matrix("t", x.rows(), 1), 0);
        int[] order = integers("order", 0, x.rows() - 1, NpyArray.ANY);
        Recording run = new Recording(
                label, setup, examples, List.of(order), Rounding.DOUBLE, start, losses(order.length), Map.of(), null);
        add(run, STATE, "");
        return run;
    }

    private Recording network(Supplier<ImageData> data) {
        Setup setup = setup();
        ImageData images = npz.has("x") ? null : images(setup, data.get());
        Examples examples = images == null ? ownExamples(setup) : images.train();
        Map<String, Matrix> start = new LinkedHashMap<>();
        Network network = setup.network().network();
        network.shapes()
                .forEach((name, shape) -> start.put(
                        name, matrix(name, shape.stream().mapToInt(size -> size).toArray())));
        Recording run = new Recording(
                label,
                setup,
                examples,
                epochs(examples.size()),
                npz.array(network.weight(1)).typeName().equals("float32") ? Rounding.FLOAT : Rounding.DOUBLE,
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
            add(run, "", Recording.GRADIENT);
        }
        if (npz.has("state.steps")) {
            add(run, STATE, "");
            run.moments().stream()
                    .filter(prefix -> npz.has(STATE + prefix + run.weight(1)))
                    .forEach(prefix -> add(run, STATE, prefix));
        }
        return run;
    }

    /** @return the rows of the order; a vector is one epoch */
    private List<int[]> epochs(int examples) {
        int[] shape = npz.array("order").shape();
        int[] any = shape.length == 1 ? new int[] {NpyArray.ANY} : new int[] {NpyArray.ANY, NpyArray.ANY};
        int[] all = integers("order", 0, examples - 1, any);
        int length = shape[shape.length - 1];
        return IntStream.range(0, all.length / length)
                .mapToObj(epoch -> Arrays.copyOfRange(all, epoch * length, (epoch + 1) * length))
                .toList();
    }

    /** @return steps with their losses, which need not be finite: results of a run are judged, not rejected */
    private List<Map<String, Matrix>> losses(int count) {
        List<Map<String, Matrix>> steps = new ArrayList<>();
        for (double loss : array("losses", count).doubles()) {
            steps.add(new LinkedHashMap<>(Map.of(Recording.LOSS, new Matrix(1, 1, loss))));
        }
        return steps;
    }

    /**
     * Adds the arrays of some steps, which the file has stacked.
     *
     * @param kind what the names in the file begin with
     * @param prefix what then comes before the name of the parameter
     */
    private void add(Recording run, String kind, String prefix) {
        String steps = (kind.isEmpty() ? prefix : kind) + "steps";
        int[] at = integers(steps, 1, run.steps().size(), NpyArray.ANY);
        for (int i = 1; i < at.length; i++) {
            if (at[i] <= at[i - 1]) {
                throw CrosscheckException.expected(
                        place(steps), "ascending steps", at[i] + " after " + at[i - 1], RECORD_ANEW);
            }
        }
        Map<String, List<Integer>> shapes =
                run.isPerceptron() ? Map.of() : run.setup().network().network().shapes();
        run.start().forEach((name, like) -> {
            List<Integer> ofOne = shapes.getOrDefault(name, List.of(like.columns()));
            int[] shape = IntStream.concat(
                            IntStream.of(at.length), ofOne.stream().mapToInt(size -> size))
                    .toArray();
            double[] all = array(kind + prefix + name, shape).doubles();
            int length = like.data().length;
            for (int i = 0; i < at.length; i++) {
                double[] one = Arrays.copyOfRange(all, i * length, (i + 1) * length);
                run.steps().get(at[i] - 1).put(prefix + name, new Matrix(like.rows(), like.columns(), one));
            }
        });
    }

    private Setup setup() {
        int[] numbers = integers("setup", 0, 255, NpyArray.ANY);
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        Setup setup = naming("setup", () -> Setup.parse(new String(bytes, StandardCharsets.UTF_8)));
        boolean softmax =
                setup.network().hidden().stream().anyMatch(layer -> !(layer.activation() instanceof Elementwise));
        String obstacle = setup.network().dropout() > 0
                ? "dropout"
                : !setup.training().variation().isNone()
                        ? "shifts or mirroring"
                        : setup.training().classWeights().balanced()
                                ? "balanced class weights"
                                : softmax ? "a softmax in a hidden layer" : "";
        if (!obstacle.isEmpty()) {
            throw new CrosscheckException(
                    place("setup") + ": a run with " + obstacle + ".", "Record a run without that.");
        }
        return setup;
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

    private Recording.Test test(ImageData images) {
        int correct = integers("test_correct", 0, images.test().size())[0];
        return new Recording.Test(array("test_loss").requireFinite().doubles()[0], correct, images.test());
    }

    private MatrixExamples ownExamples(Setup setup) {
        NetworkSpec network = setup.network();
        Matrix x = matrix("x", NpyArray.ANY, network.inputs());
        int classes = network.learnsNumbers() ? 0 : Math.max(2, network.outputs());
        return new MatrixExamples(x, matrix("t", x.rows(), network.outputs()), classes);
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

    private String place(String name) {
        return label + ": array " + name;
    }
}
