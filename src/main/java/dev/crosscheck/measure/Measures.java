package dev.crosscheck.measure;

import dev.crosscheck.text.Text;
import java.util.Map;

/** How good a network's answers are: measures of classification or of regression. */
public sealed interface Measures permits ClassMeasures, NumberMeasures {
    /** @return number of answers */
    int rows();

    /** @return the name of {@link #error} */
    String errorName();

    /** @return the measure by which networks are compared, lower is better: log loss of classes, RMSE of numbers */
    double error();

    /** @return all measures for people: values as text by name, in the order of a table; "-" for a value that does not exist */
    Map<String, String> words();

    /** @return a value as text; "-" for null */
    static String text(String format, Double value) {
        return value == null ? "-" : Text.of(format, value);
    }
}
