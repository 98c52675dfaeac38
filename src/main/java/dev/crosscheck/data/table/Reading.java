package dev.crosscheck.data.table;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** How a cell's text becomes a number, or several. It is found once, by looking at cells, and part of the model, so that later cells are read alike. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NumberForm.class, name = "number"),
    @JsonSubTypes.Type(value = DateForm.class, name = "date"),
    @JsonSubTypes.Type(value = Texts.class, name = "category"),
    @JsonSubTypes.Type(value = Words.class, name = "words")
})
public sealed interface Reading permits NumberForm, DateForm, Texts, Words {
    /** @return the number of numbers that a cell becomes */
    default int width() {
        return 1;
    }

    /** @return a thread-safe function that gives the number of a cell that is not missing, the first if it has several; NaN for a cell of another form */
    ToDoubleFunction<String> reader();

    /** @return a thread-safe function that gives all numbers of a cell that is not missing */
    default Function<String, double[]> numbers() {
        ToDoubleFunction<String> reader = reader();
        return cell -> new double[] {reader.applyAsDouble(cell)};
    }

    /** @return what a cell must be, in words */
    String expected();

    /** @return how cells are written, in a few words; empty for plain numbers */
    String words();

    /** @return a number as a cell of the column, with all digits */
    String write(double number);

    /** @return the number as the table shows it */
    default String text(double number) {
        return write(number);
    }

    /**
     * Returns an expression in Java for the number of {@code cell}; NaN for a cell of another form.
     *
     * @param literal makes a literal of a text
     */
    String java(UnaryOperator<String> literal);

    /** @return the readings of which this one is a mixture */
    default List<? extends Reading> forms() {
        return List.of(this);
    }

    /** @return the cell for a number that a program sends; null if it must send a text */
    default String ofNumber(double number) {
        return null;
    }

    /** @return the texts, each of which is read as its index; empty if cells are numbers and dates */
    default List<String> texts() {
        return List.of();
    }

    /** @return the cells of another form, which count as missing */
    default OddCells odd() {
        return OddCells.NONE;
    }

    /** @return the same with other odd cells */
    default Reading with(OddCells cells) {
        return this;
    }
}
