package dev.crosscheck.train.byhand;

/**
 * Floats that {@link Products} multiply. Where a native library does that, they have a second place outside the heap, and
 * their owner says when values are to move.
 */
interface Operand {

    /** @return the values on the heap, always the same array */
    float[] values();

    /** Hands values over: they were written on the heap and are to be multiplied. */
    void push(int from, int to);

    /** Fetches values: a product has been written here and is to be read on the heap. */
    void pull(int from, int to);

    /** Hands over all values. */
    default void push() {
        push(0, values().length);
    }

    /** Fetches all values. */
    default void pull() {
        pull(0, values().length);
    }

    /** Values on the heap only. */
    record OnHeap(float[] values) implements Operand {

        @Override
        public void push(int from, int to) {}

        @Override
        public void pull(int from, int to) {}
    }
}
