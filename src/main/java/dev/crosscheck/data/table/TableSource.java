package dev.crosscheck.data.table;

import static dev.crosscheck.run.JsonShape.flag;
import static dev.crosscheck.run.JsonShape.list;
import static dev.crosscheck.run.JsonShape.members;
import static dev.crosscheck.run.JsonShape.nothing;
import static dev.crosscheck.run.JsonShape.number;
import static dev.crosscheck.run.JsonShape.oneOf;
import static dev.crosscheck.run.JsonShape.text;
import static dev.crosscheck.run.JsonShape.whole;

import dev.crosscheck.run.JsonShape;

/**
 * How a file became the data of a run, so that the same file becomes the same data again.
 *
 * @param reading how its columns are read
 * @param target the column that is learnt
 * @param task what was asked to be learnt of it; null for what follows from its values
 * @param refuseMissing whether a missing value is an error
 * @param test rows to test on
 */
public record TableSource(TableOptions reading, String target, Task task, boolean refuseMissing, Share test) {
    /** Longer than the name of any encoding. */
    private static final int LONGEST_ENCODING = 100;

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
            .with("test", members().with("fraction", number(0, 1)).with("rows", whole(0, Integer.MAX_VALUE)));
}
