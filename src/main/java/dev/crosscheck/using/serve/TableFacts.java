package dev.crosscheck.using.serve;

import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.using.predict.TableModel;
import java.util.List;

/**
 * Facts about a model of a table.
 *
 * @param name the file's or the run folder's name
 * @param layers inputs, units of each hidden layer, outputs
 * @param parameters how many numbers it has learned
 * @param target what it answers: classes, or a number
 * @param columns that it takes, with what stands for missing values and all categories
 * @param columnUse what all columns of its table are used for, those left out with the reason
 * @param importance of each column; null if the model does not tell
 * @param threshold the probability from which an answer is sure
 * @param mostRows of a request
 * @param version of this program
 */
public record TableFacts(
        String name,
        List<Integer> layers,
        long parameters,
        Target target,
        List<Input> columns,
        List<ColumnUse> columnUse,
        Importance importance,
        double threshold,
        int mostRows,
        String version) {

    /** The facts about a model. */
    public static TableFacts of(
            String name, TableModel model, Importance importance, double threshold, String version) {
        return new TableFacts(
                name,
                model.network().sizes(),
                model.network().parameterCount(),
                model.preprocessing().target(),
                model.preprocessing().inputs(),
                model.preprocessing().columnUse(),
                importance,
                threshold,
                RowAnswers.mostRows(model),
                version);
    }
}
