package dev.crosscheck.data.table;

import static dev.crosscheck.run.JsonShape.flag;
import static dev.crosscheck.run.JsonShape.list;
import static dev.crosscheck.run.JsonShape.members;
import static dev.crosscheck.run.JsonShape.nothing;
import static dev.crosscheck.run.JsonShape.number;
import static dev.crosscheck.run.JsonShape.oneOf;
import static dev.crosscheck.run.JsonShape.text;
import static dev.crosscheck.run.JsonShape.whole;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.Members;
import dev.crosscheck.OrNull;
import dev.crosscheck.run.JsonShape;
import java.nio.file.Path;
import java.util.List;
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
    /** Longer than the name of any encoding. */
    private static final int LONGEST_ENCODING = 100;

    /** Longer than the path of any file. */
    private static final int LONGEST_PATH = 10_000;

    private static final JsonShape NAME = text(CsvFile.LONGEST_NAME);
    private static final JsonShape NAMES = list(0, CsvFile.MOST_COLUMNS, NAME);

    /** Its JSON. */
    public static final JsonShape SHAPE = members()
            .with(
                    "reading",
                    members()
                            .with(
                                    "delimiter",
                                    text("a character", text -> text.length() == 1)
                                            .orNull())
                            .with("header", flag().orNull())
                            .with("charset", text(LONGEST_ENCODING).orNull())
                            .with("numeric", NAMES)
                            .with("categorical", NAMES)
                            .with("drop", NAMES)
                            .with("only", nothing())
                            .with("missing", list(0, TableOptions.MOST_MISSING, text(TableOptions.LONGEST_MISSING))))
            .with("target", NAME)
            .with("task", oneOf(Task.values()).orNull())
            .with("refuseMissing", flag())
            .with("test", members().with("fraction", number(0, 1)).with("rows", whole(0, Integer.MAX_VALUE)))
            .may("splitBy", NAME.orNull())
            .may("validationFile", text(LONGEST_PATH).orNull())
            .may("testFile", text(LONGEST_PATH).orNull());

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

    /** Completes the JSON of an earlier version, which knew one file, shared out row by row. @return whether it was one */
    public static boolean complete(ObjectNode earlier) {
        boolean changed = false;
        for (String name : List.of("splitBy", "validationFile", "testFile")) {
            if (!earlier.has(name)) {
                earlier.putNull(name);
                changed = true;
            }
        }
        return changed;
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
