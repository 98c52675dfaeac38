package dev.crosscheck.data.table;

import dev.crosscheck.limits.Members;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a file was turned into a run's data, recorded so that the same file gives the same data again.
 *
 * @param task the requested task; null to derive it from the target's values
 * @param splitBy the column whose values keep rows together in a split, which is not an input; null for none
 * @param splitTime the column whose newest rows are for testing; null for none
 * @param validationFile the file with the validation rows; null if they are part of the table
 * @param testFile the file with the test rows; null if they are part of the table
 */
public record TableSource(
        TableOptions reading,
        String target,
        @Nullable Task task,
        Share test,
        @Nullable String splitBy,
        @Nullable String splitTime,
        @Nullable String validationFile,
        @Nullable String testFile) {
    private static final int LONGEST_PATH = 10_000;

    public TableSource {
        check("reading/numeric", reading.numeric());
        check("reading/categorical", reading.categorical());
        check("reading/drop", reading.drop());
        Members.require("reading/readings", reading.readings().isEmpty(), "none", reading.readings());
        Members.require("reading/only", reading.only() == null, "null", reading.only());
        TableOptions.checkMissing("reading/missing", reading.missing());
        Members.plain("target", target, 0, CsvFile.LONGEST_NAME);
        Members.plain("splitBy", splitBy == null ? "" : splitBy, 0, CsvFile.LONGEST_NAME);
        Members.plain("splitTime", splitTime == null ? "" : splitTime, 0, CsvFile.LONGEST_NAME);
        Members.require("splitTime", splitBy == null || splitTime == null, "null beside splitBy", splitTime);
        Members.plain("validationFile", validationFile == null ? "" : validationFile, 0, LONGEST_PATH);
        Members.plain("testFile", testFile == null ? "" : testFile, 0, LONGEST_PATH);
    }

    /** @return the files beside the table: those with its validation and test rows, if there are any */
    public Stream<Path> separateFiles() {
        return Stream.of(validationFile, testFile).filter(Objects::nonNull).map(Path::of);
    }

    private static void check(String member, Set<String> columns) {
        Members.size(member, columns.size(), 0, CsvFile.MOST_COLUMNS);
        columns.forEach(column -> Members.plain(member, column, 0, CsvFile.LONGEST_NAME));
    }
}
