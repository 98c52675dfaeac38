package dev.crosscheck.tables;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Batches;
import java.util.Arrays;

/**
 * The examples outside one fold, in as many batches of equal size as all examples are in, so that networks that leave out different folds do the
 * same number of steps.
 */
public final class BatchesOutsideFold extends Batches {
    private final int count;
    private final int[] numbers;

    /**
     * @param all the batches of all examples
     * @param kept numbers of the examples outside the fold
     * @throws CrosscheckException if there are fewer than batches
     */
    public BatchesOutsideFold(Batches all, int... kept) {
        super(all.examples().select(kept), (kept.length + all.count() - 1) / all.count());
        if (kept.length < all.count()) {
            throw new CrosscheckException(
                    kept.length + " rows outside a fold are fewer than the " + all.count() + " batches of an epoch.",
                    "Take larger batches, or --folds 0.");
        }
        count = all.count();
        numbers = new int[all.examples().size()];
        Arrays.fill(numbers, -1);
        for (int i = 0; i < kept.length; i++) {
            numbers[kept[i]] = i;
        }
    }

    /**
     * @param order an order of all examples
     * @return the same order of those outside the fold
     */
    public int[] order(int... order) {
        return Arrays.stream(order)
                .map(example -> numbers[example])
                .filter(number -> number >= 0)
                .toArray();
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int size(int index) {
        return first(index + 1) - first(index);
    }

    @Override
    public int first(int index) {
        return (int) ((long) index * examples().size() / count);
    }
}
