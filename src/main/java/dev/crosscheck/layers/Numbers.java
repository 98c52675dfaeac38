package dev.crosscheck.layers;

import dev.crosscheck.data.Examples;
import java.nio.FloatBuffer;

/**
 * A batch's rows of numbers as they are, as examples for the engine's first layer, which asks for nothing but features.
 *
 * @param x (size, features), row-major
 */
record Numbers(FloatBuffer x, int size, int features) implements Examples {

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
