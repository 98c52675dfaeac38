package dev.crosscheck.data.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Digest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The files of a run on a table, as one table: the rows to train on, then those of files of their own to validate and to test on.
 *
 * @param source what is asked for
 * @param table all rows
 * @param file the first file
 * @param own its rows, which come first
 * @param validation rows of the file to validate on, which come next; 0 if there is none
 */
public record TableFiles(TableSource source, Table table, Path file, int own, int validation) {
    /** What a test file's digest is called if another file has its name. */
    private static final String TEST_FILE = "test file";

    /**
     * Reads them. Those of their own are read with the types of the first file's columns; other columns are passed over.
     *
     * @throws CrosscheckException if a file is no table, lacks a column of the first or has text where that has numbers; with file, line
     *     and column
     */
    public static TableFiles read(Path file, TableSource source) {
        Table table = Table.read(file, source.reading());
        int own = table.rows();
        TableOptions more = table.readingMore();
        int validation = 0;
        if (source.validationFile() != null) {
            table = table.followedBy(Table.read(Path.of(source.validationFile()), more));
            validation = table.rows() - own;
        }
        if (source.testFile() != null) {
            table = table.followedBy(Table.read(Path.of(source.testFile()), more));
        }
        return new TableFiles(source, table, file, own, validation);
    }

    /**
     * Shares the rows out: those of files of their own as the files say, the others as {@link Split} does.
     *
     * @param held rows to validate on, where there is no file of them
     * @throws CrosscheckException if a file of its own has no row with a target, or too few rows are left to train
     */
    public Split split(TargetColumn target, Share held, long seed) {
        int[] rows = between(target, 0, own);
        Share validations = source.validationFile() == null ? held : Share.NONE;
        Share tests = source.testFile() == null ? source.test() : Share.NONE;
        Split split = source.splitBy() == null
                ? Split.of(target, rows, validations, tests, seed)
                : Split.byGroups(table, rows, source.splitBy(), validations, tests, seed);
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

    private static int[] between(TargetColumn target, int from, int to) {
        return IntStream.of(target.rows())
                .filter(row -> row >= from && row < to)
                .toArray();
    }

    private static int[] required(String path, TargetColumn target, int... rows) {
        if (rows.length == 0) {
            throw CrosscheckException.expected(
                    path, "rows with a value of " + Columns.quoted(target.name()), "none", "Fill some in.");
        }
        return rows;
    }

    /** @return a table that is not followed by others, whatever files the source names */
    public static TableFiles ofOne(TableSource source, Table table) {
        TableSource alone = new TableSource(
                source.reading(),
                source.target(),
                source.task(),
                source.refuseMissing(),
                source.test(),
                source.splitBy(),
                null,
                null);
        return new TableFiles(alone, table, Path.of(table.name()), table.rows(), 0);
    }

    /** @return the digest of a test file among those that {@link #sha256} made; null if it is not there */
    public static String testDigest(String testFile, JsonNode sha256) {
        String name = sha256.has(TEST_FILE)
                ? TEST_FILE
                : String.valueOf(Path.of(testFile).getFileName());
        return sha256.path(name).isTextual() ? sha256.path(name).asText() : null;
    }

    /** @return SHA-256 of each file, by its name, or by what it is for if another has that name */
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

    /** @return those digests of all files which a network learns from or is chosen by: all but a test file's, which comes last */
    Map<String, String> learntFrom(Map<String, String> sha256) {
        Map<String, String> learnt = new LinkedHashMap<>(sha256);
        if (source.testFile() != null) {
            learnt.remove(new ArrayList<>(sha256.keySet()).get(sha256.size() - 1));
        }
        return learnt;
    }
}
