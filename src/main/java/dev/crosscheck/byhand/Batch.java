package dev.crosscheck.byhand;

import dev.crosscheck.data.Batches;

/**
 * The N images of a step.
 *
 * @param source where images come from
 * @param order the epoch's order
 * @param index which batch of it
 */
record Batch(Batches source, int[] order, int index) {

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

    /** @return the first row of a part, when the rows are dealt to {@code parts} threads */
    int firstRow(int part, int parts) {
        return (int) ((long) size() * part / parts);
    }
}
