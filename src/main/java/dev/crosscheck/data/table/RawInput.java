package dev.crosscheck.data.table;

import java.util.function.ToDoubleFunction;

/**
 * How a raw cell becomes what an {@link Input} takes: a number, or the text of a category. Thread-safe.
 *
 * @param column the column of the cell, which is not the name of the input if this is a part of a date
 * @param form the form of the column's cells; null for categories that all have features
 * @param part the part of a date; null otherwise
 * @param reader gives the number or date of a cell
 */
public record RawInput(String column, CellForm form, DateForm.Part part, ToDoubleFunction<String> reader) {
    static RawInput of(String column, CellForm form, DateForm.Part part) {
        if (form instanceof DateForm dates) {
            return new RawInput(column, form, part, dates.reader());
        }
        return new RawInput(column, form, null, form instanceof NumberForm number ? number.reader() : Decimal::parse);
    }

    /**
     * Reads a cell that is not missing.
     *
     * @return the number; NaN if the cell has another form than its column
     */
    public double number(String cell) {
        double number = reader.applyAsDouble(cell);
        return part == null ? number : part.value(number);
    }

    /** @return the index of the category of a cell that is not missing: one without features of its own may be among the rest; -1 if unknown */
    int category(Input.OfCategory input, String cell) {
        int index = input.indexOf(cell);
        return index < 0 && form instanceof RestForm rest ? input.indexOf(rest.category()) : index;
    }

    /** @return whether a cell of another form counts as missing, because there were such cells in the training table */
    public boolean forgives() {
        return form != null && form.odd().cells() > 0;
    }

    /** @return what a cell must be, in words */
    String expected() {
        if (form instanceof DateForm dates) {
            return dates.expected();
        }
        return form == null || form.words().isEmpty() ? "a number" : "a number (" + form.words() + ")";
    }
}
