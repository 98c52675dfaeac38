package dev.crosscheck.data.table;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
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
    /** @return the inputs that a column may become: one for each part of its cells, or a single one without a part */
    static List<RawInput> of(String column, CellForm form) {
        if (form == null) {
            return List.of(new RawInput(column, null, null, Decimal::parse));
        }
        List<RawInput> inputs = new ArrayList<>();
        Function<CellForm.Part, ToDoubleFunction<String>> readers = form.readers();
        if (form.parts().isEmpty()) {
            inputs.add(new RawInput(column, form, null, readers.apply(null)));
        }
        form.parts().forEach(part -> inputs.add(new RawInput(column, form, part, readers.apply(part))));
        return inputs;
    }

    /** @return the name of the input */
    String name() {
        return part == null ? column : part.of(column);
    }

    /**
     * Reads a cell that is not missing.
     *
     * @return the number; NaN if the cell has another form than its column
     */
    public double number(String cell) {
        return reader.applyAsDouble(cell);
    }

    /** @return the number for a missing value; NaN if the median takes its place */
    public double missing() {
        return form == null ? Double.NaN : form.missing();
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
