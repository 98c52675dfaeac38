package dev.crosscheck.layers;

import dev.crosscheck.data.Examples;
import java.nio.FloatBuffer;

/**
 * Adapts a batch of numeric rows to the engine's first layer, which reads only features.
 *
 * @param x (size, features), row-major
 */
record NumberRows(FloatBuffer x, int size, int features) implements Examples {

    @Override
    public void features(int[] order, int from, int to, float[] into, int at) {
        for (int place = from; place < to; place++) {
            x.get(order[place] * features, into, at + (place - from) * features, features);
        }
    }

    @Override
    public int outputs() {
        return 0;
    }

    @Override
    public void targets(int[] order, int from, int to, float[] into) {}

    @Override
    public int[] labels() {
        throw new IllegalStateException("rows without labels");
    }

    @Override
    public Examples select(int... indices) {
        throw new UnsupportedOperationException();
    }
}
