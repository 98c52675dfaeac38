package dev.crosscheck.data.table;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** How the number that a {@link Reading} gives for a cell becomes features. It is fitted on the training part, and part of the model. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Scale.class, name = "scale"),
    @JsonSubTypes.Type(value = Calendar.class, name = "calendar"),
    @JsonSubTypes.Type(value = OneHot.class, name = "one-hot"),
    @JsonSubTypes.Type(value = Words.class, name = "words")
})
public sealed interface Encoding permits Scale, Calendar, OneHot, Words {
    /** @return the features, as they follow from the number of a cell */
    Expression features();

    /**
     * Names the features in their order.
     *
     * @param texts the categories, if numbers are their indices
     */
    List<String> names(String column, List<String> texts);

    /** @return the number of categories, of which numbers are the indices; 0 if numbers are something else */
    default int categories() {
        return 0;
    }

    /** @return whether missing values have a feature of their own, because values were missing in the training part */
    boolean trainsMissing();

    /** @return what is said of a cell unlike all of the training part, by its number and its text; empty if it is like one of them */
    default String unusual(double number, String cell) {
        return Double.isNaN(number) && !trainsMissing()
                ? "no value, though none is missing in the training part: " + instead()
                : "";
    }

    /** @return what a column is used as, in one word */
    String kind();

    /** @return the features of cells that are read in this way, in a few words */
    default String words(Reading reading) {
        return reading.words();
    }

    /** @return what takes the place of a missing value, as the end of a sentence */
    String instead();

    /** @return the number of a usual cell */
    default double usual() {
        return 0;
    }

    /**
     * Makes the number of a cell.
     *
     * @param share from 0 to 1 for usual cells; others give extreme ones
     */
    double number(double share);

    /** @return the 1 % quantile, the median and the 99 % quantile of a single number; empty if there are others, or none */
    default List<Double> range() {
        return List.of();
    }
}
