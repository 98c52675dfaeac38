package dev.crosscheck.using.serve;

import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.DateForm;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.RawInput;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.data.table.WordsForm;
import dev.crosscheck.using.predict.TableModel;
import java.util.List;

/**
 * Facts about a table model, for {@code /api/model}.
 *
 * @param name name of the file or of the run folder
 * @param layers inputs, units of each hidden layer, outputs
 * @param parameters number of parameters
 * @param target what is predicted: classes or a number
 * @param columns the inputs, with replacements for missing values and all categories
 * @param raw for each input the column of a row that it is made of
 * @param columnUse what each column of the table is used for, with the reason for those left out
 * @param importance importance of each column; null if the model does not contain it
 * @param decision temperature, positive class with its cut-off, or the interval of numbers, as far as there are any
 * @param threshold the probability from which an answer counts as sure
 * @param mostRows maximum rows of a request
 * @param version version of this program
 */
public record TableFacts(
        String name,
        List<Integer> layers,
        long parameters,
        Target target,
        List<Input> columns,
        List<Raw> raw,
        List<ColumnUse> columnUse,
        Importance importance,
        Decision decision,
        double threshold,
        int mostRows,
        String version) {

    /**
     * The column of a row that an input is made of.
     *
     * @param column the column
     * @param example a date, or a text, as the column writes it; null if the input is made of no such cell
     * @param words whether it is a text, whose words are counted
     */
    public record Raw(String column, String example, boolean words) {
        private static Raw of(RawInput input, Preprocessing preprocessing) {
            boolean words = input.form() instanceof WordsForm;
            return new Raw(
                    input.column(),
                    input.form() instanceof DateForm dates
                            ? dates.write(median(input.column(), preprocessing))
                            : words ? "" : null,
                    words);
        }

        /** @return the median of a column of dates, at midnight, in seconds since 1970; their beginning if all days are the same */
        private static double median(String column, Preprocessing preprocessing) {
            return preprocessing.inputs().stream()
                    .filter(input -> input.name().equals(DateForm.Part.DAYS.of(column)))
                    .mapToDouble(input -> Math.rint(((Input.OfNumber) input).median()) * SECONDS_PER_DAY)
                    .findFirst()
                    .orElse(0);
        }
    }

    private static final double SECONDS_PER_DAY = 86_400;

    public static TableFacts of(
            String name, TableModel model, Importance importance, double threshold, String version) {
        return new TableFacts(
                name,
                model.network().sizes(),
                model.network().parameterCount(),
                model.preprocessing().target(),
                model.preprocessing().inputs(),
                model.preprocessing().rawInputs().stream()
                        .map(input -> Raw.of(input, model.preprocessing()))
                        .toList(),
                model.preprocessing().columnUse(),
                importance,
                model.decision(),
                threshold,
                RowAnswers.mostRows(model),
                version);
    }
}
