package dev.crosscheck.train.byhand;

import dev.crosscheck.train.byhand.TwoLayers.HiddenSlice;
import dev.crosscheck.train.byhand.TwoLayers.OutputLayer;
import dev.crosscheck.train.byhand.TwoLayers.Parameter;
import java.util.List;

/**
 * The order in which DL4J keeps all parameters in one array: W1 (I, H) column by column, b1 (H), W2 (H, C) column by column, b2 (C).
 * Copies between such an array and the slices and output layers.
 *
 * @param inputs I
 * @param hidden H
 * @param classes C
 */
record ParameterOrder(int inputs, int hidden, int classes) {
    private static final int U = TwoLayers.UNITS;

    /** Copies one value between DL4J's array and a {@link Parameter}, in either direction. */
    private interface Copy {
        void at(int position, Parameter parameter, int index);
    }

    /** Writes a state into slices and output layers. */
    void write(NetworkState state, List<HiddenSlice> slices, List<OutputLayer> outputs) {
        int count = count();
        for (OutputLayer output : outputs) {
            each(slices, output, (at, parameter, index) -> {
                parameter.theta().values()[index] = state.parameters()[at];
                parameter.m()[index] = state.moments()[at];
                parameter.v()[index] = state.moments()[count + at];
            });
            output.bias().theta().push();
        }
        slices.forEach(slice ->
                slice.parameters().forEach(parameter -> parameter.theta().push()));
    }

    /** Copies the state of slices and an output layer. */
    NetworkState read(List<HiddenSlice> slices, OutputLayer output, int steps, int epochs) {
        int count = count();
        float[] parameters = new float[count];
        float[] moments = new float[Math.multiplyExact(2, count)];
        each(slices, output, (at, parameter, index) -> {
            parameters[at] = parameter.theta().values()[index];
            moments[at] = parameter.m()[index];
            moments[count + at] = parameter.v()[index];
        });
        return new NetworkState(parameters, moments, steps, epochs);
    }

    private int count() {
        return Math.toIntExact((inputs + 1L) * hidden + (hidden + 1L) * classes);
    }

    private void each(List<HiddenSlice> slices, OutputLayer output, Copy copy) {
        int width = TwoLayers.width(classes);
        int b1 = inputs * hidden;
        int w2 = b1 + hidden;
        int b2 = w2 + hidden * classes;
        for (int unit = 0; unit < hidden; unit++) {
            List<Parameter> slice = slices.get(unit / U).parameters();
            int u = unit % U;
            for (int i = 0; i < inputs; i++) {
                copy.at(unit * inputs + i, slice.get(0), i * U + u);
            }
            copy.at(b1 + unit, slice.get(1), u);
            for (int c = 0; c < classes; c++) {
                copy.at(w2 + c * hidden + unit, slice.get(2), u * width + c);
            }
        }
        for (int c = 0; c < classes; c++) {
            copy.at(b2 + c, output.bias(), c);
        }
    }
}
