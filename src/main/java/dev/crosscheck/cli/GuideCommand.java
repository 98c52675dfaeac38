package dev.crosscheck.cli;

import dev.crosscheck.course.guide.Choice;
import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.course.guide.LinearFit;
import dev.crosscheck.course.guide.Wishes;
import dev.crosscheck.data.table.ColumnSummary;
import dev.crosscheck.data.table.ColumnUse;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.TableWarning;
import dev.crosscheck.nn.TrainingSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which network the course's guides choose for a table. */
@Command(
        footer = {
            "  crosscheck guide data/penguins/penguins.csv --target species",
            "  crosscheck guide data/penguins/penguins.csv --target body_mass_g --drop year",
            "  crosscheck guide wine.csv --target quality --task regression --delimiter ';'"
        })
final class GuideCommand implements Callable<Integer> {
    private static final Share FIFTH = Share.parse("", "20%");

    @Parameters(index = "0", paramLabel = "DATA.csv", description = "The table: a CSV file.")
    private Path file;

    @Mixin
    private TableOptions options;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec command;

    private Share validation = FIFTH;
    private Share test = FIFTH;
    private Path validationFile;
    private Path testFile;

    @Option(
            names = "--validation",
            paramLabel = "SHARE|FILE",
            description = "Rows to put aside to choose by, as 20%% or a number, or a CSV file of them. Default: 20%%.")
    void setValidation(String text) {
        validationFile = TableOptions.file(text);
        validation = validationFile == null ? Share.parse("--validation", text) : Share.NONE;
    }

    @Option(
            names = "--test",
            paramLabel = "SHARE|FILE",
            description = "Rows to put aside to measure by, likewise. Default: 20%%.")
    void setTest(String text) {
        testFile = TableOptions.file(text);
        test = testFile == null ? Share.parse("--test", text) : Share.NONE;
    }

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the parts. Default: 1.")
    private long seed = 1;

    /**
     * The result as JSON.
     *
     * @param file the table
     * @param rows of it
     * @param columns what each holds
     * @param columnUse what each is used for
     * @param warnings what is suspicious
     * @param target the column to be learnt
     * @param task what is learnt of it
     * @param why that is the task
     * @param classes their labels; none for a regression
     * @param parts rows that train, validate and test
     * @param features what a row gives to the network
     * @param linearFit the first linear fit; null for classes
     * @param choices of the guide
     * @param network a line for {@code verify --network}
     * @param dropout share of hidden units left out in a step
     */
    record Result(
            String file,
            int rows,
            List<ColumnSummary> columns,
            List<ColumnUse> columnUse,
            List<TableWarning> warnings,
            String target,
            String task,
            String why,
            List<String> classes,
            Parts parts,
            int features,
            LinearFit linearFit,
            List<Choice> choices,
            String network,
            double dropout) {
        /** Rows of each part. */
        record Parts(int train, int validation, int test) {}
    }

    @Override
    public Integer call() {
        return output.run(() -> {
            if (options.target() == null) {
                throw new ParameterException(
                        command.commandLine(), "Missing required option: '--target=COLUMN', the column to be learnt");
            }
            TableProblem table =
                    TableProblem.read(file, options.source(command, test, validationFile, testFile), validation, seed);
            Guide guide = Guide.of(table.problem(), Wishes.NONE);
            table.print(output);
            TableProblem.print(output, guide);
            output.print("As a network: %s", setup(guide));
            output.writeJson(result(table, guide));
            return ExitCode.OK;
        });
    }

    private Result result(TableProblem table, Guide guide) {
        return new Result(
                file.toString(),
                table.files().table().rows(),
                table.columns(),
                table.preprocessing().columnUse(),
                table.warnings(),
                table.target().name(),
                table.target().task().name(),
                table.target().why(),
                table.target().labels(),
                new Result.Parts(
                        table.split().train().length,
                        table.split().validation().length,
                        table.split().test().length),
                table.problem().features(),
                table.problem().fit(),
                guide.choices(),
                setup(guide),
                guide.network().dropout());
    }

    private String setup(Guide guide) {
        return guide.setup(TrainingSpec.EPOCHS, seed).toString();
    }
}
