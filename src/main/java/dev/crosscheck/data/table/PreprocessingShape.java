package dev.crosscheck.data.table;

import static dev.crosscheck.run.JsonShape.flag;
import static dev.crosscheck.run.JsonShape.list;
import static dev.crosscheck.run.JsonShape.members;
import static dev.crosscheck.run.JsonShape.number;
import static dev.crosscheck.run.JsonShape.ofClass;
import static dev.crosscheck.run.JsonShape.text;
import static dev.crosscheck.run.JsonShape.whole;

import dev.crosscheck.run.JsonShape;
import java.util.Map;

/** What the JSON of a {@link Preprocessing} may hold. */
final class PreprocessingShape {
    /** In characters; of a reason to leave a column out. */
    static final int LONGEST_WORDS = 500;

    /** Bytes: characters of categories may take six each, and names and figures of all columns have room, too. */
    static final int LARGEST = 32 << 20;

    private static final JsonShape FINITE = number(-Decimal.LARGEST, Decimal.LARGEST);
    private static final JsonShape POSITIVE = number(Double.MIN_VALUE, Decimal.LARGEST);
    private static final JsonShape WORDS = text(LONGEST_WORDS);
    static final JsonShape NAME = text(
            "a name of 1 to " + CsvFile.LONGEST_NAME + " plain characters",
            name -> !name.isEmpty()
                    && name.length() <= CsvFile.LONGEST_NAME
                    && name.chars().noneMatch(Character::isISOControl));
    private static final JsonShape CATEGORY = text(
            "a text of 1 to " + Input.OfCategory.LONGEST + " characters",
            text -> !text.isEmpty() && text.length() <= Input.OfCategory.LONGEST);

    static final JsonShape SHAPE = members()
            .with("format", whole(Preprocessing.FORMAT, Preprocessing.FORMAT))
            .with("missing", list(0, TableOptions.MOST_MISSING, text(TableOptions.LONGEST_MISSING)))
            .with("refuseMissing", flag())
            .with("inputs", list(1, CsvFile.MOST_COLUMNS, input()))
            .with(
                    "leftOut",
                    list(0, CsvFile.MOST_COLUMNS, members().with("name", NAME).with("why", WORDS)))
            .with("target", target());

    private PreprocessingShape() {}

    private static JsonShape input() {
        return ofClass(
                "type",
                Map.of(
                        "number",
                        members()
                                .with("name", NAME)
                                .with("median", FINITE)
                                .with("mean", FINITE)
                                .with("deviation", POSITIVE)
                                .with("indicator", flag()),
                        "category",
                        members()
                                .with("name", NAME)
                                .with("categories", list(1, Input.OfCategory.MOST, CATEGORY))
                                .with("missing", flag())));
    }

    private static JsonShape target() {
        return ofClass(
                "type",
                Map.of(
                        "classes",
                        members()
                                .with("name", NAME)
                                .with("numbers", flag())
                                .with("labels", list(2, TargetColumn.MOST_CLASSES, CATEGORY)),
                        "number",
                        members().with("name", NAME).with("mean", FINITE).with("deviation", POSITIVE)));
    }
}
