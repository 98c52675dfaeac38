package dev.crosscheck.using.export;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.NumberMeasures;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The result of a table model on test rows.
 *
 * @param data the table; null if it is not available
 * @param part description of the rows
 * @param trainingData whether the model was trained on this table
 * @param caveat a remark on the result; null if there is none
 * @param sha256 SHA-256 of the table, by its name
 * @param measured number of rows with a target, on which the model was measured
 * @param classes measures of a classification; otherwise null
 * @param numbers measures of a regression; otherwise null
 * @param rows rows on which exported files are run: texts in the order of the preprocessing's inputs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TableTest(
        String data,
        String part,
        Provenance.DataMatch trainingData,
        String caveat,
        Map<String, String> sha256,
        int measured,
        ClassMeasures classes,
        NumberMeasures numbers,
        @JsonIgnore List<List<String>> rows)
        implements TestResult {

    /** The result without a table. @param caveat says why there is none */
    public static TableTest ofNothing(String caveat) {
        return new TableTest(null, "no rows", Provenance.DataMatch.UNKNOWN, caveat, Map.of(), 0, null, null, List.of());
    }

    @Override
    public String words() {
        if (classes != null) {
            return String.format(
                    Locale.ROOT,
                    "%.2f%% right (%d of %d), log loss %.4f",
                    100 * classes.accuracy(),
                    classes.correct(),
                    classes.rows(),
                    classes.logLoss());
        }
        return numbers == null ? "not measured" : words(numbers) + " (" + numbers.rows() + " rows)";
    }

    static String words(NumberMeasures numbers) {
        String errors = String.format(Locale.ROOT, "RMSE %.5g, MAE %.5g", numbers.rmse(), numbers.mae());
        return numbers.r2() == null ? errors : errors + String.format(Locale.ROOT, ", R2 %.4f", numbers.r2());
    }
}
