package dev.crosscheck.data.table;

import dev.crosscheck.Members;
import dev.crosscheck.OrNull;
import java.nio.file.Path;
import java.util.Set;

/**
 * How a file became the data of a run, so that the same file becomes the same data again.
 *
 * @param reading how its columns are read
 * @param target the column that is learnt
 * @param task what was asked to be learnt of it; null for what follows from its values
 * @param refuseMissing whether a missing value is an error
 * @param test rows to test on
 * @param splitBy the column whose values keep rows together when they are shared out, which is then no input; null for none
 * @param validationFile the file with the rows to validate on; null if they are a share of the table's
 * @param testFile likewise to test on
 */
public record TableSource(
        TableOptions reading,
        String target,
        @OrNull Task task,
        boolean refuseMissing,
        Share test,
        @OrNull String splitBy,
        @OrNull String validationFile,
        @OrNull String testFile) {
    /** Longer than the path of any file. */
    private static final int LONGEST_PATH = 10_000;

    /** @throws Members.Unfit for what no table is read by */
    public TableSource {
        check("reading/numeric", reading.numeric());
        check("reading/categorical", reading.categorical());
        check("reading/drop", reading.drop());
        Members.require("reading/only", reading.only() == null, "null", reading.only());
        TableOptions.checkMissing("reading/missing", reading.missing());
        Members.plain("target", target, 0, CsvFile.LONGEST_NAME);
        Members.plain("splitBy", splitBy == null ? "" : splitBy, 0, CsvFile.LONGEST_NAME);
        Members.plain("validationFile", validationFile == null ? "" : validationFile, 0, LONGEST_PATH);
        Members.plain("testFile", testFile == null ? "" : testFile, 0, LONGEST_PATH);
    }

    private static void check(String member, Set<String> columns) {
        Members.size(member, columns.size(), 0, CsvFile.MOST_COLUMNS);
        columns.forEach(column -> Members.plain(member, column, 0, CsvFile.LONGEST_NAME));
    }

    /** One file, shared out row by row. */
    public TableSource(TableOptions reading, String target, Task task, boolean refuseMissing, Share test) {
        this(reading, target, task, refuseMissing, test, null, null, null);
    }

    /** @return the same with files at other places; null for where they were */
    public TableSource moved(Path validation, Path tests) {
        return new TableSource(
                reading,
                target,
                task,
                refuseMissing,
                test,
                splitBy,
                validation == null ? validationFile : validation.toString(),
                tests == null ? testFile : tests.toString());
    }

    /** @return how columns become inputs: one that rows are shared out by is none */
    public FitOptions fitting() {
        return new FitOptions(refuseMissing, splitBy == null ? Set.of() : Set.of(splitBy));
    }
}
