package dev.crosscheck.using.export;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crosscheck.measure.Measures;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The result of a table model on test rows.
 *
 * @param data the table; null if it is not available
 * @param part description of the rows
 * @param trainingData whether the model was trained on this table
 * @param caveat a remark on the result; null if there is none
 * @param sha256 SHA-256 of the table, by its name
 * @param measures of the model on the rows that have a target; null if it was not measured
 * @param rows rows on which exported files are run: texts in the order of the preprocessing's columns
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TableTest(
        String data,
        String part,
        Provenance.DataMatch trainingData,
        String caveat,
        Map<String, String> sha256,
        Measures measures,
        @JsonIgnore List<List<String>> rows)
        implements TestResult {

    /** The result without a table. @param caveat says why there is none */
    public static TableTest ofNothing(String caveat) {
        return new TableTest(null, "no rows", Provenance.DataMatch.UNKNOWN, caveat, Map.of(), null, List.of());
    }

    @Override
    public String words() {
        return measures == null
                ? "not measured"
                : measures.words().entrySet().stream()
                        .map(measure -> measure.getKey() + " " + measure.getValue())
                        .collect(Collectors.joining(", ", "", " (" + measures.rows() + " rows)"));
    }
}
