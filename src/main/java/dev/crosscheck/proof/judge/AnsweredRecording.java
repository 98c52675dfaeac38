package dev.crosscheck.proof.judge;

import dev.crosscheck.data.npz.NpyArray;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.LayerArrays;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.proof.replay.Precision;
import dev.crosscheck.proof.replay.Recording;
import dev.crosscheck.proof.replay.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Converts a start and a program's answer to a recorded run, which {@code verify FILE.npz} can replay with every trainer, and a recorded run to an answer. */
final class AnsweredRecording {
    private static final String GRADIENT_STEPS = "grad.steps";
    private static final String STATE_STEPS = "state.steps";
    private static final String STATE = "state.";

    private AnsweredRecording() {}

    /** @return the arrays of the recording, with the names of src/reference/README.md */
    static Map<String, NpyArray> arrays(Start start, ProgramAnswer answer) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        byte[] line = start.setup().toString().getBytes(StandardCharsets.UTF_8);
        arrays.put("setup", integers(IntStream.range(0, line.length).map(i -> line[i] & 0xff), line.length));
        for (String name : List.of("x", "t")) {
            Matrix matrix = start.array(name);
            arrays.put(name, NpyArray.of(matrix.data(), matrix.rows(), matrix.columns()));
        }
        Matrix order = start.array("order");
        arrays.put(
                "order",
                integers(Arrays.stream(order.data()).mapToInt(row -> (int) row), order.rows(), order.columns()));
        start.parameters().forEach(name -> arrays.put(name, parameter(start.array(name), name, answer.precision())));
        double[] losses = answer.steps().stream()
                .mapToDouble(step -> step.get(ProgramAnswer.LOSS).value().get(0, 0))
                .toArray();
        arrays.put("losses", NpyArray.of(losses, losses.length));
        List<String> moments = List.of("m.", "v.");
        int[] gradients = stepsWith(start, answer, ProgramAnswer.GRADIENT);
        putStacked(arrays, GRADIENT_STEPS, gradients, start, answer, ProgramAnswer.GRADIENT, ProgramAnswer.GRADIENT);
        int[] states = stepsWith(start, answer, "");
        putStacked(arrays, STATE_STEPS, states, start, answer, "", STATE);
        for (String moment : moments) {
            if (states.length > 0 && Arrays.equals(states, stepsWith(start, answer, moment))) {
                putStacked(arrays, STATE_STEPS, states, start, answer, moment, STATE + moment);
            }
        }
        return arrays;
    }

    /** @return the numbers of a recorded run, as an answer to its start */
    static ProgramAnswer answer(Recording recording) {
        double u = ProgramAnswer.unit(recording.precision());
        List<Map<String, Bounded>> steps = new ArrayList<>();
        for (int step = 1; step <= recording.steps(); step++) {
            Map<String, Bounded> written = new LinkedHashMap<>();
            written.put(
                    ProgramAnswer.LOSS,
                    stored(new Matrix(1, 1, recording.losses()[step - 1]), recording.precision(), u));
            if (recording.gradients().containsKey(step)) {
                put(written, ProgramAnswer.GRADIENT, recording.gradients().get(step), recording.precision(), u);
            }
            State state = recording.states().get(step);
            if (state != null) {
                put(written, "", state.parameters(), recording.precision(), u);
                state.moments()
                        .forEach((letter, moments) -> put(written, letter + ".", moments, recording.precision(), u));
            }
            steps.add(written);
        }
        return new ProgramAnswer(steps, recording.precision());
    }

    private static void put(
            Map<String, Bounded> written, String prefix, LayerArrays arrays, Precision precision, double u) {
        PyTorchLayout.arrays(new Parameters(arrays.matrices()))
                .forEach((name, matrix) -> written.put(prefix + name, stored(matrix, precision, u)));
    }

    /** A recorded number may have been rounded once more when it was written to the file. */
    private static Bounded stored(Matrix matrix, Precision precision, double u) {
        return new Bounded(matrix, matrix.map(value -> precision.roundoff() * Math.abs(value)), u);
    }

    private static NpyArray integers(IntStream values, int... shape) {
        return NpyArray.of(values.asLongStream().toArray(), shape);
    }

    private static NpyArray parameter(Matrix matrix, String name, Precision precision) {
        int[] shape =
                name.endsWith(".bias") ? new int[] {matrix.columns()} : new int[] {matrix.rows(), matrix.columns()};
        float[] floats = new float[matrix.data().length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) matrix.data()[i];
        }
        return precision == Precision.SINGLE ? NpyArray.of(floats, shape) : NpyArray.of(matrix.data(), shape);
    }

    /** @return the steps, counted from 1, in which every parameter has an array with this prefix */
    private static int[] stepsWith(Start start, ProgramAnswer answer, String prefix) {
        return IntStream.rangeClosed(1, answer.steps().size())
                .filter(step -> start.parameters().stream()
                        .allMatch(name -> answer.steps().get(step - 1).containsKey(prefix + name)))
                .toArray();
    }

    private static void putStacked(
            Map<String, NpyArray> arrays,
            String stepsName,
            int[] steps,
            Start start,
            ProgramAnswer answer,
            String written,
            String stacked) {
        if (steps.length == 0) {
            return;
        }
        arrays.put(stepsName, integers(Arrays.stream(steps), steps.length));
        for (String name : start.parameters()) {
            Matrix one = start.array(name);
            IntFunction<double[]> values = step ->
                    answer.steps().get(step - 1).get(written + name).value().data();
            double[] all = Arrays.stream(steps)
                    .mapToObj(values)
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
            arrays.put(
                    stacked + name,
                    name.endsWith(".bias")
                            ? NpyArray.of(all, steps.length, one.columns())
                            : NpyArray.of(all, steps.length, one.rows(), one.columns()));
        }
    }
}
