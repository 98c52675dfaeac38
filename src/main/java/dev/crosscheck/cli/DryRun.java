package dev.crosscheck.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crosscheck.course.guide.Choice;
import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.table.ColumnSummary;
import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.TableWarning;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.tables.Candidates;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.train.TrainingConfig;
import java.util.List;

/**
 * The result of {@code train --dry-run} as JSON: what a run would train on which device and, for a table, why.
 *
 * @param data the data folder, or the table's file
 * @param parts the numbers of examples to train, validate and test on
 * @param network the setup, as {@code verify --network} takes it; of the last one if there are candidates
 * @param dropout the share of hidden units that are dropped in a step
 * @param parameters the number of the network's parameters
 * @param epochs passes over the training examples
 * @param device the device
 * @param reason the reason for the device
 * @param trainer the trainer, with its kernels and threads
 * @param candidates the networks between which a run would choose; left out if the network is given
 * @param table the facts about the table; left out for images
 */
record DryRun(
        String data,
        Parts parts,
        String network,
        double dropout,
        long parameters,
        int epochs,
        String device,
        String reason,
        String trainer,
        @JsonInclude(JsonInclude.Include.NON_NULL) Candidates candidates,
        @JsonInclude(JsonInclude.Include.NON_NULL) OfTable table) {

    static DryRun of(String from, DataSet data, TrainingConfig config, DeviceChoice choice, OfTable table) {
        int held = config.training().validation();
        TableRun run = TableRun.of(config);
        return new DryRun(
                from,
                new Parts(data.train().size() - held, held, data.test().size()),
                config.setup().toString(),
                config.network().dropout(),
                config.network().parameters(),
                config.training().epochs(),
                choice.device().toString(),
                choice.reason(),
                config.method().words(choice.device()),
                run == null ? null : run.candidates(),
                table);
    }

    /** The numbers of examples. */
    record Parts(int train, int validation, int test) {}

    /**
     * The facts about a table, and the guide's choices.
     *
     * @param rows the number of rows
     * @param columns the content of each column
     * @param columnUse the use of each column
     * @param warnings about suspicious columns
     * @param target the column to be learnt
     * @param task classes or regression
     * @param why the reason for this task
     * @param classes the labels; none for a regression
     * @param features the number of the network's inputs
     * @param choices the guide's choices
     */
    record OfTable(
            int rows,
            List<ColumnSummary> columns,
            List<ColumnUse> columnUse,
            List<TableWarning> warnings,
            String target,
            String task,
            String why,
            List<String> classes,
            int features,
            List<Choice> choices) {
        static OfTable of(TableProblem table, Guide guide) {
            return new OfTable(
                    table.files().table().rows(),
                    table.columns(),
                    table.preprocessing().columnUse(),
                    table.warnings(),
                    table.target().name(),
                    table.target().task().name(),
                    table.target().why(),
                    table.target().labels(),
                    table.problem().features(),
                    guide.choices());
        }
    }
}
