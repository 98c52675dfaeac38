package dev.crosscheck.cli;

import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.Task;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.train.TrainingConfig;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What {@code train} does with a table before it trains: reads it, fits the preprocessing and asks the guide for a network. */
final class TableTraining {
    private static final int LEAST_EPOCHS = 10;

    /** A table of a hundred rows needs more than ten epochs: as many as make so many steps, within limits. */
    private static final int USUAL_STEPS = 2000;

    private static final int MOST_EPOCHS = 200;

    private final CommandSpec command;
    private final Path file;
    private final NetworkOptions options;
    private TableSource source;
    private TableProblem problem;
    private Guide guide;
    private int usual;

    /** @param file the table */
    TableTraining(CommandSpec command, Path file, NetworkOptions options) {
        this.command = command;
        this.file = file;
        this.options = options;
    }

    private ParameterException wrong(String problemFound) {
        return new ParameterException(command.commandLine(), problemFound);
    }

    /** Reads the table and fits its preprocessing. */
    void read(TableOptions table, PictureDataOptions test) {
        if (table.target() == null) {
            throw wrong("Missing option --target=COLUMN: " + file + " is a table, of which a column is to be learnt.");
        }
        source = table.source(command, test.test(), options.validationFile(), test.testFile());
        problem = TableProblem.read(file, source, options.validationShare(), options.seed());
    }

    /** @return what the guide chooses, given the user's options */
    private Guide guide() {
        guide = Checks.refusing(command, () -> Guide.of(problem.problem(), options.wishes()));
        return guide;
    }

    /** @return what the run is to do */
    TrainingConfig config() {
        Guide chosen = guide();
        if (problem.target().task() == Task.REGRESSION) {
            options.requireNoAccuracy();
        }
        if (chosen.network().output() != null) {
            throw wrong("--loss " + chosen.network().loss().label()
                    + ": the answers would be no probabilities of classes. Use bce or cross-entropy.");
        }
        int steps = (problem.split().train().length + chosen.batch() - 1) / chosen.batch();
        usual = Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, (USUAL_STEPS + steps - 1) / steps));
        int held = problem.split().validation().length;
        return options.ofTable(chosen.setup(usual, options.seed()), held, source);
    }

    /** @return the rows to train on */
    TableData data(NetworkSpec network) {
        return problem.data(hasOneOutput(network));
    }

    private static boolean hasOneOutput(NetworkSpec network) {
        return network.outputActivation() == Elementwise.SIGMOID;
    }

    /** @return what was found in the table, and what the guide chose */
    DryRun.OfTable found() {
        return DryRun.OfTable.of(problem, guide);
    }

    /** Prints how the table is read, and what the guide chooses. */
    void print(OutputOptions output) {
        problem.print(output);
        TableProblem.print(output, guide);
        if (usual > LEAST_EPOCHS) {
            output.print(
                    "Epochs: %d unless --epochs says otherwise, for some %d steps, with %d epochs at most.",
                    usual, USUAL_STEPS, MOST_EPOCHS);
            output.print("");
        }
    }

    /** @return the rows of a run to resume, as it had them */
    TableData again(TrainingConfig config) {
        if (config.network().learnsNumbers()) {
            options.requireNoAccuracy();
        }
        Share held = new Share(0, config.training().validation());
        return TableProblem.read(file, config.table(), held, config.training().seed())
                .data(hasOneOutput(config.network()));
    }
}
