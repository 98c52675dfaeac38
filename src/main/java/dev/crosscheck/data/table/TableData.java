package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.DataSet;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A table as data to train on.
 *
 * @param train rows to learn from, then those to validate on
 * @param test rows to test on
 * @param sha256 of all files, by their names
 * @param learntFrom the same of those with rows to learn from or to validate on
 * @param preprocessing fitted on the rows to learn from alone
 * @param origin which rows of which files these are
 */
public record TableData(
        TableExamples train,
        TableExamples test,
        Map<String, String> sha256,
        Map<String, String> learntFrom,
        Preprocessing preprocessing,
        Origin origin)
        implements DataSet {

    /**
     * Where rows are from.
     *
     * @param file the table
     * @param source how it was read, and the files to validate and to test on
     * @param split which of all rows are in which part
     */
    public record Origin(Path file, TableSource source, Split split) {
        /** @return the files: the table, then those to validate and to test on, where they are files of their own */
        public List<Path> files() {
            return Stream.of(file.toString(), source.validationFile(), source.testFile())
                    .filter(Objects::nonNull)
                    .map(Path::of)
                    .toList();
        }
    }

    /**
     * Takes a table that was looked at.
     *
     * @param files where it was read from
     * @param features of its rows
     * @param split of its rows; to test on there must be one
     * @param oneOutput whether of two classes only the second one's probability is learnt
     * @throws CrosscheckException if a cell cannot be taken, or there is nothing to test on
     */
    public static TableData of(TableFiles files, TableFeatures features, Split split, boolean oneOutput) {
        if (split.test().length == 0) {
            throw CrosscheckException.expected(
                    files.file().toString(), "rows to test on", "none", "Put some aside with --test 20%, or --test N.");
        }
        int[] train = IntStream.concat(IntStream.of(split.train()), IntStream.of(split.validation()))
                .toArray();
        Map<String, String> sha256 = files.sha256();
        return new TableData(
                TableExamples.of(features, oneOutput, train),
                TableExamples.of(features, oneOutput, split.test()),
                sha256,
                files.learntFrom(sha256),
                features.preprocessing(),
                new Origin(files.file(), files.source(), split));
    }

    @Override
    public List<String> classes() {
        return preprocessing.target() instanceof Target.OfClasses known ? known.labels() : List.of();
    }

    @Override
    public String noun() {
        return preprocessing.target().name();
    }

    /** Those are shared out with all others, from each class as large a share. */
    @Override
    public boolean validatesOnLast() {
        return true;
    }
}
