package dev.crosscheck.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.crosscheck.course.guide.Choice;
import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.course.guide.LinearFit;
import dev.crosscheck.data.DataSet;
import dev.crosscheck.data.table.ColumnSummary;
import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.TableWarning;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.train.TrainingConfig;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * {@code train --dry-run}: reads the data and says what a run would train on which device, and for a table why. It trains nothing and makes no
 * folder.
 */
final class DryRun {
    @Option(
            names = "--dry-run",
            description = "Look at the data and say what would be trained, and why; train nothing.")
    private boolean asked;

    /**
     * The result as JSON.
     *
     * @param data the data folder, or the table's file
     * @param parts examples that train, validate and test
     * @param network the setup, a line for {@code verify --network}
     * @param dropout share of hidden units left out in a step
     * @param parameters of the network
     * @param epochs passes over the training part
     * @param device what it would run on
     * @param reason why
     * @param trainer what would train, with its kernels and threads
     * @param table what was found in the table; left out for images
     */
    record Result(
            String data,
            Parts parts,
            String network,
            double dropout,
            long parameters,
            int epochs,
            String device,
            String reason,
            String trainer,
            @JsonInclude(JsonInclude.Include.NON_NULL) OfTable table) {}

    /** Examples of each part. */
    record Parts(int train, int validation, int test) {}

    /**
     * What was found in a table, and what the guide chooses for it.
     *
     * @param rows of it
     * @param columns what each holds
     * @param columnUse what each is used for
     * @param warnings about suspicious columns
     * @param target the column to be learnt
     * @param task classes or regression
     * @param why the reason for this task
     * @param classes their labels; none for a regression
     * @param features what a row gives to the network
     * @param linearFit the first linear fit; null for classes
     * @param choices of the guide
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
            LinearFit linearFit,
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
                    table.problem().fit(),
                    guide.choices());
        }
    }

    /** @return whether nothing is to be trained */
    boolean isAsked() {
        return asked;
    }

    /**
     * Prints what a run would do.
     *
     * @param from the data folder, or the table's file
     * @param table what was found in the table; null for images
     * @return the exit code
     */
    static int show(
            OutputOptions output,
            DeviceChoice choice,
            TrainingConfig config,
            DataSet data,
            String from,
            OfTable table) {
        TrainingRun.print(output, choice, config, data, from, "");
        output.print("Dry run: nothing was trained, and no folder was made.");
        int held = config.training().validation();
        output.writeJson(new Result(
                from,
                new Parts(data.train().size() - held, held, data.test().size()),
                config.setup().toString(),
                config.network().dropout(),
                config.setup().summary().parameters(),
                config.training().epochs(),
                choice.device().toString(),
                choice.reason(),
                config.method().words(choice.device()),
                table));
        return ExitCode.OK;
    }
}
