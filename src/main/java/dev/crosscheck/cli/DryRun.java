package dev.crosscheck.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crosscheck.course.guide.Choice;
import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.table.ColumnSummary;
import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.TableWarning;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.train.TrainingConfig;
import java.util.List;

/**
 * The result of {@code train --dry-run} as JSON: what a run would train on which device and, for a table, why.
 *
 * @param data the data folder, or the table's file
 * @param parts the numbers of examples to train, validate and test on
 * @param config as {@code run.json} would have it; of a choice between candidates, network and training are the last one's
 * @param device the device and why
 * @param table the facts about the table; left out for images
 */
record DryRun(
        String data,
        Parts parts,
        TrainingConfig config,
        DeviceChoice device,
        @JsonInclude(JsonInclude.Include.NON_NULL) OfTable table) {

    static DryRun of(String from, DataSet data, TrainingConfig config, DeviceChoice choice, OfTable table) {
        int held = config.training().validation();
        Parts parts = new Parts(data.train().size() - held, held, data.test().size());
        return new DryRun(from, parts, config, choice, table);
    }

    /** The numbers of examples. */
    record Parts(int train, int validation, int test) {}

    /** The content and use of each column, warnings about suspicious ones, and the guide's choices. */
    record OfTable(
            List<ColumnSummary> columns, List<ColumnUse> columnUse, List<TableWarning> warnings, List<Choice> choices) {
        static OfTable of(TableProblem table, Guide guide) {
            return new OfTable(table.columns(), table.preprocessing().columnUse(), table.warnings(), guide.choices());
        }
    }
}
