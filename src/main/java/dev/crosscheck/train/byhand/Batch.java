package dev.crosscheck.train.byhand;

import dev.crosscheck.data.Batches;

/**
 * The N examples of a step.
 *
 * @param source provides the examples
 * @param order the epoch's order
 * @param index of the batch in this order
 * @param parts number of threads that share the step's work; each prepares a part of the rows
 */
public record Batch(Batches source, int[] order, int index, int parts) {

    /** @return N */
    public int size() {
        return source.size(index);
    }

    /** @return the index of the example in a row */
    public int example(int row) {
        return source.example(order, index, row);
    }

    /**
     * @return the first row of a part, from 0 to {@code parts}; N for {@code parts} itself, so that part p ends before {@code firstRow(p +
     *     1)}
     */
    public int firstRow(int part) {
        return (int) ((long) size() * part / parts);
    }
}
