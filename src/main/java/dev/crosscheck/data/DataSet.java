package dev.crosscheck.data;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Training and test examples that were read from files. */
public interface DataSet {

    /** @return the training examples */
    Examples train();

    /** @return the test examples, with the same features and outputs */
    Examples test();

    /** @return SHA-256 of the raw content of each file, by file name */
    Map<String, String> sha256();

    /** @return SHA-256 of the files that have training or validation examples, by name */
    default Map<String, String> learntFrom() {
        return sha256();
    }

    /** @return how a network's inputs are made of such data, and what its answers mean */
    Preparation preparation();

    /** @return the names of the classes, in label order; empty for a regression */
    List<String> classes();

    /** @return the word for a class: {@code digit} or {@code class} */
    String noun();

    /** @return whether the last examples of {@link #train} are the validation set; otherwise it is drawn from them by the seed */
    default boolean validatesOnLast() {
        return false;
    }

    /**
     * Divides the first training examples into folds of the same size, at random.
     *
     * @param examples how many to divide
     * @param count number of folds, fewer than examples
     * @param seed the run's seed
     * @return the fold of each of these examples, from 0
     */
    default int[] folds(int examples, int count, long seed) {
        int[] order = IntStream.range(0, examples).toArray();
        Batches.shuffle(order, new SplittableRandom(seed));
        int[] foldOf = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            foldOf[order[i]] = i % count;
        }
        return foldOf;
    }
}
