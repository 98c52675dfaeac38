package dev.crosscheck.using.serve;

import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.using.predict.TableModel;
import java.util.List;

/**
 * Facts about a table model, for {@code /api/model}.
 *
 * @param name name of the file or of the run folder
 * @param layers inputs, units of each hidden layer, outputs
 * @param parameters number of parameters
 * @param target what is predicted: classes or a number
 * @param columns the columns of a row
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
        List<Field> columns,
        List<ColumnUse> columnUse,
        Importance importance,
        Decision decision,
        double threshold,
        int mostRows,
        String version) {

    /**
     * A column of a row.
     *
     * @param column its name
     * @param kind what it is used as, such as a number or a category
     * @param example a cell as it might stand in the table
     * @param choices the categories; empty for numbers and dates
     * @param range the 1 % quantile, the median and the 99 % quantile of numbers; empty for others
     */
    public record Field(String column, String kind, String example, List<String> choices, List<Double> range) {
        private static Field of(Input input) {
            return new Field(
                    input.column(),
                    input.encoding().kind(),
                    input.example(),
                    input.reading().texts(),
                    input.encoding().range());
        }
    }

    public static TableFacts of(
            String name, TableModel model, Importance importance, double threshold, String version) {
        return new TableFacts(
                name,
                model.network().widths(),
                model.network().parameterCount(),
                model.preprocessing().target(),
                model.preprocessing().inputs().stream().map(Field::of).toList(),
                model.preprocessing().columnUse(),
                importance,
                model.decision(),
                threshold,
                RowAnswers.mostRows(model),
                version);
    }
}
