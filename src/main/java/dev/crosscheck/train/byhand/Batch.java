package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;

/**
 * The N images of a step.
 *
 * @param source where images come from
 * @param order the epoch's order
 * @param index which batch of it
 * @param parts how many threads share the step's work; each prepares a part of the rows
 */
record Batch(Batches source, int[] order, int index, int parts) {

    /** @return N */
    int size() {
        return source.size(index);
    }

    /** @return which image of the set is in a row */
    int image(int row) {
        return source.image(order, index, row);
    }

    /** @return the class of the image in a row */
    int label(int row) {
        return source.images().labels()[image(row)];
    }

    /** @return the first row of a part, from 0 to {@code parts}; N for the latter */
    int firstRow(int part) {
        return (int) ((long) size() * part / parts);
    }
}
