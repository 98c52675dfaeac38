package dev.crosscheck.data.table;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** How the cells of a column are read, if they are not plain numbers or categories. It is part of the model, so that raw cells are read alike later. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NumberForm.class, name = "number"),
    @JsonSubTypes.Type(value = DateForm.class, name = "date"),
    @JsonSubTypes.Type(value = RestForm.class, name = "rest"),
    @JsonSubTypes.Type(value = WordsForm.class, name = "words")
})
public sealed interface CellForm permits NumberForm, DateForm, RestForm, WordsForm {
    /** @return a description in a few words; empty for plain numbers */
    String words();

    /** One of several numbers that a network is given of a cell; each is an input of its own. */
    interface Part {
        /** @return the part in words */
        String words();

        /** @return the name of the input for this part of a column */
        default String of(String column) {
            return of(column, words());
        }

        /** @return the name of the input for a part of a column */
        static String of(String column, String words) {
            return column + ": " + words;
        }
    }

    /** @return the numbers that a column of this form may become, in their order; empty if it is one input */
    default List<Part> parts() {
        return List.of();
    }

    /**
     * Returns how a cell that is not missing becomes numbers.
     *
     * @return for each of the {@link #parts}, or for null if there are none, a thread-safe function, whose result is NaN for a cell of another form
     */
    default Function<Part, ToDoubleFunction<String>> readers() {
        return part -> Decimal::parse;
    }

    /** @return the number for a missing value; NaN if the median takes its place */
    default double missing() {
        return Double.NaN;
    }

    /** @return how texts are read that have no feature of their own but share one; null if there is no such feature */
    default RestForm rest() {
        return null;
    }

    /** @return what a cell must be, in words */
    default String expected() {
        return words().isEmpty() ? "a number" : "a number (" + words() + ")";
    }

    /** @return the cells of another form, which count as missing */
    default OddCells odd() {
        return OddCells.NONE;
    }
}
