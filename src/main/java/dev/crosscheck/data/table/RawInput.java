package dev.crosscheck.data.table;

import java.util.function.ToDoubleFunction;

/**
 * How a raw cell becomes what an {@link Input} takes: a number, or the text of a category. Thread-safe.
 *
 * @param column the column of the cell, which is not the name of the input if this is a part of it
 * @param form the form of the column's cells; null for plain numbers, and for categories that all have features
 * @param part the part of the cell; null if the column is one input
 * @param reader gives the number of a cell
 */
public record RawInput(String column, CellForm form, CellForm.Part part, ToDoubleFunction<String> reader) {
    static RawInput of(String column, CellForm form, CellForm.Part part) {
        return new RawInput(column, form, part, form == null ? Decimal::parse : form.reader(part));
    }

    /**
     * Reads a cell that is not missing.
     *
     * @return the number; NaN if the cell has another form than its column
     */
    public double number(String cell) {
        return reader.applyAsDouble(cell);
    }

    /** @return the index of the category of a cell that is not missing: one without features of its own may be among the rest; -1 if unknown */
    int category(Input.OfCategory input, String cell) {
        int index = input.indexOf(cell);
        return index < 0 && form != null && form.rest() != null
                ? input.indexOf(form.rest().category())
                : index;
    }

    /** @return whether a cell of another form counts as missing, because there were such cells in the training table */
    public boolean forgives() {
        return form != null && form.odd().cells() > 0;
    }

    /** @return what a cell must be, in words */
    String expected() {
        return form == null ? "a number" : form.expected();
    }
}
