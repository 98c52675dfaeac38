package dev.crosscheck.train.byhand;

import dev.crosscheck.train.byhand.Layers.HiddenSlice;
import dev.crosscheck.train.byhand.Layers.OutputLayer;
import java.util.List;

/**
 * The order of all parameters in DL4J's array: W1 (I, H) column by column, b1 (H), W2 column by column, b2, and so on to the output layer.
 * Copies between such an array and the slices and output layers.
 *
 * @param inputs I
 * @param hidden H: the units of each hidden layer
 * @param classes C
 */
record ParameterOrder(int inputs, List<Integer> hidden, int classes) {
    private static final int U = Sums.SLICE;

    /** Copies one value between DL4J's array and a {@link Parameter}, in either direction. */
    private interface Copy {
        void at(int position, Parameter parameter, int index);
    }

    /** Writes a state into slices and output layers. */
    void write(NetworkState state, Layers layers, List<OutputLayer> outputs) {
        for (OutputLayer output : outputs) {
            each(layers, output, (at, parameter, index) -> parameter.copy(index, state, at, false));
        }
    }

    /**
     * Copies the state of slices and an output layer.
     *
     * @param remembered number of optimizer state values per parameter
     */
    NetworkState read(Layers layers, OutputLayer output, int remembered, int steps, int epochs) {
        int count = count();
        float[] moments = new float[Math.multiplyExact(remembered, count)];
        NetworkState state = new NetworkState(new float[count], moments, steps, epochs);
        each(layers, output, (at, parameter, index) -> parameter.copy(index, state, at, true));
        return state;
    }

    private int count() {
        long count = 0;
        for (int k = 1; k <= hidden.size() + 1; k++) {
            count += (units(k - 1) + 1L) * units(k);
        }
        return Math.toIntExact(count);
    }

    /** @return units of layer k; layer 0 is the inputs, the last layer the classes */
    private int units(int k) {
        return k == 0 ? inputs : k <= hidden.size() ? hidden.get(k - 1) : classes;
    }

    private void each(Layers layers, OutputLayer output, Copy copy) {
        firstWeights(layers.hidden(1), copy);
        int at = inputs * units(1);
        for (int k = 1; k <= hidden.size(); k++) {
            unitsOf(k, layers.hidden(k), at, copy);
            at += (1 + units(k + 1)) * units(k);
        }
        for (int c = 0; c < classes; c++) {
            copy.at(at + c, output.bias(), c);
        }
    }

    private void firstWeights(List<HiddenSlice> layer, Copy copy) {
        for (int unit = 0; unit < units(1); unit++) {
            Parameter w = layer.get(unit / U).w();
            for (int i = 0; i < inputs; i++) {
                copy.at(unit * inputs + i, w, i * U + unit % U);
            }
        }
    }

    /** Copies the biases of layer k and the weights from it to the next layer, from position {@code from} on. */
    private void unitsOf(int k, List<HiddenSlice> layer, int from, Copy copy) {
        int weights = from + units(k);
        for (int unit = 0; unit < units(k); unit++) {
            HiddenSlice slice = layer.get(unit / U);
            copy.at(from + unit, slice.b(), unit % U);
            int width = slice.width();
            for (int j = 0; j < units(k + 1); j++) {
                copy.at(weights + j * units(k) + unit, slice.next().get(j / width), unit % U * width + j % width);
            }
        }
    }
}
