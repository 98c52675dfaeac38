package dev.crosscheck.train.byhand;

import java.util.List;

/**
 * Where the parameters of slices and output layer are in one row: W1 (I, H) column by column, b1 (H), W2 (H, C) column by
 * column, b2 (C). It is the order in which DL4J has them.
 *
 * @param inputs I
 * @param hidden H
 * @param classes C
 */
record ParameterOrder(int inputs, int hidden, int classes) {
    private static final int U = HiddenSlice.UNITS;

    /** Moves a value between a place in one row and a place in a {@link Parameter}. */
    private interface Move {
        void at(int row, Parameter parameter, int index);
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
            output.bias().written();
        }
        slices.forEach(slice -> slice.parameters().forEach(Parameter::written));
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

    private void each(List<HiddenSlice> slices, OutputLayer output, Move move) {
        int width = OutputLayer.width(classes);
        int b1 = inputs * hidden;
        int w2 = b1 + hidden;
        int b2 = w2 + hidden * classes;
        for (int unit = 0; unit < hidden; unit++) {
            List<Parameter> slice = slices.get(unit / U).parameters();
            int u = unit % U;
            for (int i = 0; i < inputs; i++) {
                move.at(unit * inputs + i, slice.get(0), i * U + u);
            }
            move.at(b1 + unit, slice.get(1), u);
            for (int c = 0; c < classes; c++) {
                move.at(w2 + c * hidden + unit, slice.get(2), u * width + c);
            }
        }
        for (int c = 0; c < classes; c++) {
            move.at(b2 + c, output.bias(), c);
        }
    }
}
