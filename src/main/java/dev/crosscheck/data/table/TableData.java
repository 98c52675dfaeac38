package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.DataSet;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A table as a data set for training.
 *
 * @param train the training rows, then the validation rows
 * @param sha256 SHA-256 of all files, by name
 * @param learntFrom SHA-256 of the files with training or validation rows, by name
 * @param preprocessing fitted on the training rows alone
 */
public record TableData(
        TableExamples train,
        TableExamples test,
        Map<String, String> sha256,
        Map<String, String> learntFrom,
        Preprocessing preprocessing)
        implements DataSet {
    /**
     * Makes the data set.
     *
     * @param oneOutput whether two classes have a single output, the probability of the second class
     * @throws CrosscheckException if a cell cannot be used, or there are no test rows
     */
    public static TableData of(TableFiles files, Preprocessing preprocessing, Split split, boolean oneOutput) {
        if (split.test().length == 0) {
            throw CrosscheckException.expected(
                    files.file().toString(), "rows to test on", "none", "Put some aside with --test 20%, or --test N.");
        }
        int[] train = IntStream.concat(IntStream.of(split.train()), IntStream.of(split.validation()))
                .toArray();
        Map<String, String> sha256 = files.sha256();
        return new TableData(
                TableExamples.of(preprocessing, files.table(), oneOutput, train),
                TableExamples.of(preprocessing, files.table(), oneOutput, split.test()),
                sha256,
                files.learntFrom(sha256),
                preprocessing);
    }

    @Override
    public TablePreparation preparation() {
        return new TablePreparation(preprocessing);
    }

    @Override
    public List<String> classes() {
        return preparation().classes();
    }

    @Override
    public String noun() {
        return preprocessing.target().name();
    }

    /** Classes are spread evenly, and the rows of one group stay together. */
    @Override
    public int[] folds(int examples, int count, long seed) {
        int[] classes = train.classes() > 0 ? Arrays.copyOf(train.labels(), examples) : new int[examples];
        int[] groups = train.groups();
        return Split.folds(classes, groups == null ? null : Arrays.copyOf(groups, examples), count, seed);
    }

    /** @return the most folds into which the first rows can be divided */
    public int mostFolds(int examples) {
        return train.groups() == null
                ? examples
                : (int) Arrays.stream(train.groups(), 0, examples).distinct().count();
    }

    /** The validation rows come from the stratified split. */
    @Override
    public boolean validatesOnLast() {
        return true;
    }
}
