package dev.crosscheck.proof.replay;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.LogicGate;
import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.data.npz.NpzFile;
import dev.crosscheck.math.Matrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reads a recording and checks all that a replay needs of it. The arrays' names say which run it is; what they mean is
 * in {@code src/reference/README.md}.
 *
 * <p>May be absent: {@code lr} (0.1, for digits 0.001), {@code x} and {@code t} (the four inputs of a gate; AND for a
 * perceptron, XOR for backpropagation), {@code batch} (64) and the traces. Every refusal names the file and the array.
 */
public final class RecordingReader {
    private static final List<String> PERCEPTRON = List.of("w", "b");
    private static final List<String> DIGITS = List.of("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias");
    private static final double COURSE_RATE = 0.1;
    private static final double DIGIT_RATE = 0.001;
    private static final int DIGIT_BATCH = 64;

    private final RecordedArrays arrays;

    private RecordingReader(RecordedArrays arrays) {
        this.arrays = arrays;
    }

    /**
     * Reads a recording.
     *
     * @param file an {@code .npz} file
     * @param data the images of a digit run; read only for one
     * @throws CrosscheckException if it is not a recording, or anything in it is missing or wrong
     */
    public static Recording read(Path file, Supplier<ImageData> data) {
        return read(file, NpzFile.read(file), data);
    }

    /** The same of an archive that has been read; messages call it {@code file}. */
    static Recording read(Path file, NpzFile npz, Supplier<ImageData> data) {
        RecordingReader reader = new RecordingReader(new RecordedArrays(file, npz));
        if (DIGITS.stream().anyMatch(npz::has)) {
            return reader.digits(data.get());
        }
        if (BackpropRecording.NAMES.stream().anyMatch(npz::has)) {
            return reader.backprop();
        }
        if (PERCEPTRON.stream().anyMatch(npz::has)) {
            return reader.perceptron();
        }
        throw new CrosscheckException(
                file + ": expected the parameters of a recorded run, found none.",
                "A perceptron has w and b, backpropagation W1, b1, W2 and b2, digits fc1.weight, fc1.bias, fc2.weight"
                        + " and fc2.bias.");
    }

    private PerceptronRecording perceptron() {
        int inputs = arrays.sizes("w", NpyArray.ANY)[0];
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("w", new int[] {inputs});
        shapes.put("b", new int[] {1});
        Matrix x = examples(inputs);
        Matrix t = targets(x.rows(), 1, LogicGate.AND);
        int[] order = order(x.rows());
        return new PerceptronRecording(run(shapes, order.length, COURSE_RATE), x, t, order);
    }

    private BackpropRecording backprop() {
        int[] first = arrays.sizes("W1", NpyArray.ANY, NpyArray.ANY);
        int outputs = arrays.sizes("W2", first[1], NpyArray.ANY)[1];
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("W1", first);
        shapes.put("b1", new int[] {first[1]});
        shapes.put("W2", new int[] {first[1], outputs});
        shapes.put("b2", new int[] {outputs});
        Matrix x = examples(first[0]);
        Matrix t = targets(x.rows(), outputs, LogicGate.XOR);
        int[] order = order(x.rows());
        return new BackpropRecording(run(shapes, order.length, COURSE_RATE), x, t, order);
    }

    /** Digits were recorded with MNIST's normalisation, whichever they are. */
    private DigitRecording digits(ImageData read) {
        ImageForm form = ImageForm.ofDigits(read.form().rows(), read.form().columns());
        ImageData data = read.as(form, "The recording of digits");
        int images = data.train().size();
        int[] first = arrays.sizes("fc1.weight", NpyArray.ANY, data.train().features());
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("fc1.weight", first);
        shapes.put("fc1.bias", new int[] {first[0]});
        shapes.put("fc2.weight", new int[] {data.train().outputs(), first[0]});
        shapes.put("fc2.bias", new int[] {data.train().outputs()});
        int[] order = order(images);
        if (order.length % images != 0) {
            throw CrosscheckException.expected(
                    arrays.place("order"),
                    "whole epochs of " + images + " training images",
                    order.length + " indices",
                    "Record whole epochs, or name the data they were recorded with by --data.");
        }
        int batch = arrays.has("batch") ? arrays.integer("batch", 1, Integer.MAX_VALUE) : DIGIT_BATCH;
        int stepsPerEpoch = (images - 1) / batch + 1;
        List<int[]> epochs = new ArrayList<>();
        for (int from = 0; from < order.length; from += images) {
            epochs.add(Arrays.copyOfRange(order, from, from + images));
        }
        RecordedRun run = run(shapes, epochs.size() * stepsPerEpoch, DIGIT_RATE);
        int correct = arrays.integer("test_correct", 0, data.test().size());
        return new DigitRecording(run, data, epochs, batch, arrays.number("test_loss"), correct);
    }

    private RecordedRun run(Map<String, int[]> shapes, int steps, double defaultRate) {
        double[] losses = arrays.values("losses", steps);
        Map<String, Matrix> start = new LinkedHashMap<>();
        Map<String, Matrix> finals = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            start.put(name, arrays.matrix(name, shape));
            finals.put(name, arrays.matrix("final." + name, shape));
        });
        return new RecordedRun(arrays.file(), start, finals, losses, trace(shapes, steps), learningRate(defaultRate));
    }

    private double learningRate(double byDefault) {
        double rate = arrays.has("lr") ? arrays.number("lr") : byDefault;
        if (rate <= 0) {
            throw CrosscheckException.expected(
                    arrays.place("lr"), "a learning rate above 0", "" + rate, "Record the run again.");
        }
        return rate;
    }

    private Matrix examples(int inputs) {
        if (arrays.has("x") || inputs != LogicGate.inputs().columns()) {
            return arrays.matrix("x", NpyArray.ANY, inputs);
        }
        return LogicGate.inputs();
    }

    /** The targets: {@code t} may be (N) where there is one output. */
    private Matrix targets(int examples, int outputs, LogicGate byDefault) {
        if (arrays.has("t") || examples != byDefault.targets().rows() || outputs != 1) {
            boolean flat = outputs == 1 && arrays.rank("t") == 1;
            Matrix t = flat ? arrays.matrix("t", examples) : arrays.matrix("t", examples, outputs);
            return new Matrix(examples, outputs, t.data());
        }
        return byDefault.targets();
    }

    private int[] order(int examples) {
        return arrays.integers("order", arrays.sizes("order", NpyArray.ANY)[0], 0, examples - 1);
    }

    private Trace trace(Map<String, int[]> shapes, int steps) {
        Map<String, Matrix> values = new LinkedHashMap<>();
        List<String> traced = shapes.keySet().stream()
                .filter(name -> arrays.has("trace." + name))
                .toList();
        if (traced.isEmpty()) {
            return Trace.NONE;
        }
        int count = arrays.sizes("trace.steps", NpyArray.ANY)[0];
        int[] at = arrays.integers("trace.steps", count, 1, steps);
        for (int i = 1; i < at.length; i++) {
            if (at[i] <= at[i - 1]) {
                throw CrosscheckException.expected(
                        arrays.place("trace.steps"),
                        "ascending steps",
                        at[i] + " after " + at[i - 1],
                        "Record the run again.");
            }
        }
        for (String name : traced) {
            int[] shape = shapes.get(name);
            int[] wanted = new int[shape.length + 1];
            wanted[0] = count;
            System.arraycopy(shape, 0, wanted, 1, shape.length);
            values.put(name, arrays.matrix("trace." + name, wanted));
        }
        return new Trace(at, values);
    }
}
