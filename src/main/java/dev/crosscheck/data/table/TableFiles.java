package dev.crosscheck.data.table;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.files.Digest;
import dev.crosscheck.text.Printable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The files of a run on a table, combined to one table: the rows of the table itself, then those of separate validation and test files.
 *
 * @param source how the files are read and split
 * @param own the number of its rows, which come first
 * @param validation the number of rows of the validation file, which come next; 0 if there is none
 */
public record TableFiles(TableSource source, Table table, Path file, int own, int validation) {
    /** Key of a test file's digest if another file has the same name. */
    private static final String TEST_FILE = "test file";

    /**
     * Reads the files. Separate files are read with the column types of the table itself; additional columns in them are ignored.
     *
     * @throws CrosscheckException with file, line and column, if a file is not a table, lacks a column of the first one, or has text where that has
     *     numbers
     */
    public static TableFiles read(Path file, TableSource source) {
        Table table = Table.read(file, source.reading(), source.separateFiles().toArray(Path[]::new));
        return new TableFiles(
                source, table, file, table.rowsOf(0), source.validationFile() == null ? 0 : table.rowsOf(1));
    }

    /**
     * Splits the rows: those of separate files by file, the others as {@link Split} does.
     *
     * @param held size of the validation part, if there is no validation file
     * @throws CrosscheckException if a separate file has no row with a target, or too few rows are left to train
     */
    public Split split(TargetColumn target, Share held, long seed) {
        int[] rows = between(target, 0, own);
        Share validations = source.validationFile() == null ? held : Share.NONE;
        Share tests = source.testFile() == null ? source.test() : Share.NONE;
        Split split = source.splitTime() != null
                ? Split.byTime(table, rows, source.splitTime(), validations, tests)
                : source.splitBy() == null
                        ? Split.of(target, rows, validations, tests, seed)
                        : byGroups(rows, validations, tests, seed);
        int end = own + validation;
        return new Split(
                split.train(),
                source.validationFile() == null
                        ? split.validation()
                        : required(source.validationFile(), target, between(target, own, end)),
                source.testFile() == null
                        ? split.test()
                        : required(source.testFile(), target, between(target, end, table.rows())));
    }

    /**
     * Splits the rows with a validation part of the usual size, {@link Split#usualValidation}.
     *
     * @param mostForFolds up to so many rows there are folds instead
     */
    public Split split(TargetColumn target, int mostForFolds, long seed) {
        Share tests = source.testFile() == null ? source.test() : Share.NONE;
        int[] rows = between(target, 0, own);
        return split(target, Split.usualValidation(table, target, rows, source.splitBy(), tests, mostForFolds), seed);
    }

    /** Splits again until the size of the validation part, which a run records, leads to the same part. */
    private Split byGroups(int[] rows, Share validations, Share tests, long seed) {
        Split split = Split.byGroups(table, rows, source.splitBy(), validations, tests, seed);
        int held = split.validation().length;
        return held == validations.rows() ? split : byGroups(rows, new Share(0, held), tests, seed);
    }

    private static int[] between(TargetColumn target, int from, int to) {
        return IntStream.of(target.rows())
                .filter(row -> row >= from && row < to)
                .toArray();
    }

    private static int[] required(String path, TargetColumn target, int... rows) {
        if (rows.length == 0) {
            throw CrosscheckException.expected(
                    path, "rows with a value of " + Printable.quoted(target.name()), "none", "Fill some in.");
        }
        return rows;
    }

    /** @return a table without the separate files that the source may name */
    public static TableFiles ofOne(TableSource source, Table table) {
        TableSource alone = new TableSource(
                source.reading(),
                source.target(),
                source.task(),
                source.test(),
                source.splitBy(),
                source.splitTime(),
                null,
                null);
        return new TableFiles(alone, table, Path.of(table.name()), table.rows(), 0);
    }

    /** @return the digest of a test file in a record of {@link #sha256}; null if it is absent */
    public static String testDigest(String testFile, Map<String, String> sha256) {
        return sha256.getOrDefault(
                TEST_FILE, sha256.get(String.valueOf(Path.of(testFile).getFileName())));
    }

    /** @return SHA-256 of each file by its name, or by its purpose if another file has the same name */
    public Map<String, String> sha256() {
        Map<String, String> digests = new LinkedHashMap<>();
        digests.put(file.getFileName().toString(), Digest.sha256(file));
        add(digests, source.validationFile(), "validation file");
        add(digests, source.testFile(), TEST_FILE);
        return digests;
    }

    private static void add(Map<String, String> digests, String path, String use) {
        if (path != null) {
            String name = Path.of(path).getFileName().toString();
            digests.put(digests.containsKey(name) ? use : name, Digest.sha256(Path.of(path)));
        }
    }

    /** @return the digests of the files with training or validation rows: all but that of a test file, which is the last */
    Map<String, String> learntFrom(Map<String, String> sha256) {
        Map<String, String> kept = new LinkedHashMap<>(sha256);
        if (source.testFile() != null) {
            kept.remove(new ArrayList<>(sha256.keySet()).get(sha256.size() - 1));
        }
        return kept;
    }
}
