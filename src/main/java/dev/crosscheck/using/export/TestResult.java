package dev.crosscheck.using.export;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crosscheck.measure.Measures;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The result of a model on test data, at export.
 *
 * @param data the folder of images, or the table; null if it is not available
 * @param part which images or rows
 * @param trainingData whether the model was trained on these data
 * @param caveat a remark on the result; null if there is none
 * @param sha256 SHA-256 of the files, by name
 * @param measures of the model on what has a label or target; null if it was not measured
 * @param rows of a table, on which exported files are run: texts in the order of the preprocessing's columns; empty for images
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TestResult(
        String data,
        String part,
        Provenance.DataMatch trainingData,
        String caveat,
        Map<String, String> sha256,
        Measures measures,
        @JsonIgnore List<List<String>> rows) {

    /** The result without a table. @param caveat says why there is none */
    public static TestResult ofNothing(String caveat) {
        return new TestResult(null, "no rows", Provenance.DataMatch.UNKNOWN, caveat, Map.of(), null, List.of());
    }

    /** @return the result in one line */
    public String words() {
        return measures == null
                ? "not measured"
                : measures.words().entrySet().stream()
                        .map(measure -> measure.getKey() + " " + measure.getValue())
                        .collect(Collectors.joining(", ", "", " (" + measures.rows() + " examples: " + part + ")"));
    }
}
