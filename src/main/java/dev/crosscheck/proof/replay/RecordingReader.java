package dev.crosscheck.proof.replay;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.nn.Setup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads a recording and validates everything that a replay needs. Its array {@code setup} holds the line of a {@link Setup}, which describes what was
 * trained; {@code src/reference/README.md} documents the other arrays. Every error message names the file and the array.
 */
public final class RecordingReader {
    private final RecordedArrays arrays;

    private RecordingReader(RecordedArrays arrays) {
        this.arrays = arrays;
    }

    /**
     * Reads a recording.
     *
     * @param file an {@code .npz} file
     * @param data supplies the images of a run whose examples are not in its file; called only for such a run
     * @throws CrosscheckException if the file is not a recording, or something in it is missing or invalid
     */
    public static Recorded read(Path file, Supplier<ImageData> data) {
        return read(new RecordedArrays(file.toString(), NpzFile.read(file)), data);
    }

    /** Reads a recording from arrays of any origin. */
    public static Recorded read(RecordedArrays arrays, Supplier<ImageData> data) {
        return arrays.has("w") && !arrays.has("setup")
                ? PerceptronRecording.of(arrays)
                : new RecordingReader(arrays).network(data);
    }

    private Recording network(Supplier<ImageData> data) {
        Setup setup = setup();
        ImageData images = arrays.has("x") ? null : images(setup, data.get());
        Examples examples = images == null ? ownExamples(setup) : images.train();
        List<int[]> epochs = List.of(arrays.rows("order", 0, examples.size() - 1));
        int possible = epochs.size()
                * Recording.steps(epochs.get(0).length, setup.training().batch());
        double[] losses = arrays.values("losses", NpyArray.ANY);
        if (losses.length > possible) {
            throw CrosscheckException.expected(
                    arrays.place("losses"),
                    "at most the " + possible + " steps that the order makes in batches of "
                            + setup.training().batch(),
                    losses.length + " losses",
                    "Check batch: in the setup, and that each row of order is an epoch.");
        }
        String first = PyTorchLayout.weight(1);
        Parameters start = parameters(
                setup, name -> arrays.matrix(name, shape(setup, name)).data());
        return new Recording(
                arrays.label(),
                setup,
                examples,
                epochs,
                arrays.isFloat32(first) ? Precision.SINGLE : Precision.DOUBLE,
                start,
                losses,
                gradients(setup, losses.length),
                states(setup, losses.length),
                arrays.has("test_loss") && images != null ? test(images) : null);
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

    private Recording.Test test(ImageData images) {
        int correct = arrays.integer("test_correct", 0, images.test().size());
        return new Recording.Test(arrays.number("test_loss"), correct, images.test());
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

    private static int[] shape(Setup setup, String name) {
        return setup.network().shapes().get(name).stream()
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** @return the parameters of a setup, from arrays in PyTorch's names and layout */
    private static Parameters parameters(Setup setup, Function<String, double[]> values) {
        Map<String, Matrix> matrices = new LinkedHashMap<>();
        setup.network().shapes().forEach((name, shape) -> {
            int rows = shape.size() == 1 ? 1 : shape.get(0);
            double[] array = values.apply(name);
            matrices.put(name, new Matrix(rows, array.length / rows, array));
        });
        return PyTorchLayout.parameters(matrices, setup.network().hidden().size() + 1);
    }

    /** @return several sets of parameters, from arrays whose first dimension is the index of the set */
    private List<Parameters> stacked(Setup setup, String prefix, int count) {
        Map<String, double[]> all = new LinkedHashMap<>();
        for (String name : setup.network().shapes().keySet()) {
            int[] one = shape(setup, name);
            int[] shape = new int[one.length + 1];
            shape[0] = count;
            System.arraycopy(one, 0, shape, 1, one.length);
            all.put(name, arrays.values(prefix + name, shape));
        }
        List<Parameters> each = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int index = i;
            each.add(parameters(setup, name -> {
                int length = all.get(name).length / count;
                return Arrays.copyOfRange(all.get(name), index * length, (index + 1) * length);
            }));
        }
        return each;
    }

    private SortedMap<Integer, Gradients> gradients(Setup setup, int steps) {
        SortedMap<Integer, Gradients> gradients = new TreeMap<>();
        if (arrays.has("grad.steps")) {
            int[] at = arrays.steps("grad.steps", steps);
            List<Parameters> recorded = stacked(setup, "grad.", at.length);
            for (int i = 0; i < at.length; i++) {
                gradients.put(at[i], new Gradients(recorded.get(i).matrices()));
            }
        }
        return Collections.unmodifiableSortedMap(gradients);
    }

    private SortedMap<Integer, State> states(Setup setup, int steps) {
        SortedMap<Integer, State> states = new TreeMap<>();
        if (arrays.has("state.steps")) {
            int[] at = arrays.steps("state.steps", steps);
            List<Parameters> parameters = stacked(setup, "state.", at.length);
            Map<String, List<Parameters>> moments = new LinkedHashMap<>();
            for (String letter : State.letters(setup.training().optimizer().kind())) {
                if (arrays.has("state." + letter + "." + PyTorchLayout.weight(1))) {
                    moments.put(letter, stacked(setup, "state." + letter + ".", at.length));
                }
            }
            for (int i = 0; i < at.length; i++) {
                Map<String, Parameters> remembered = new LinkedHashMap<>();
                for (Map.Entry<String, List<Parameters>> entry : moments.entrySet()) {
                    remembered.put(entry.getKey(), entry.getValue().get(i));
                }
                states.put(at[i], new State(parameters.get(i), remembered));
            }
        }
        return Collections.unmodifiableSortedMap(states);
    }
}
