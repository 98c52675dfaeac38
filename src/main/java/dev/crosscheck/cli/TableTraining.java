package dev.crosscheck.cli;

import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.data.table.Task;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.train.DecisionSpec;
import dev.crosscheck.train.TrainingConfig;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A table that {@code train} has read, with the guide's choices. The raw table, which may take half of the memory, is not kept.
 *
 * @param config the configuration of the run
 * @param rows training and test rows
 * @param found the facts about the table and the guide's choices, for {@code --dry-run}
 */
record TableTraining(TrainingConfig config, TableData rows, DryRun.OfTable found) {
    private static final int LEAST_EPOCHS = 10;

    /** By default there are as many epochs as make this many steps, within limits: a small table needs more than ten epochs. */
    private static final int USUAL_STEPS = 2000;

    private static final int MOST_EPOCHS = 200;

    /**
     * Reads a table, fits the preprocessing, asks the guide for a network and prints what was found and chosen.
     *
     * @param file the table
     * @param test the options for the test rows
     */
    static TableTraining of(
            CommandSpec command,
            Path file,
            TableDataOptions table,
            PictureDataOptions test,
            NetworkOptions options,
            DecisionOptions decision,
            OutputOptions output) {
        if (table.target() == null) {
            throw Checks.wrong(
                    command,
                    "Missing option --target=COLUMN: " + file + " is a table, of which a column is to be learnt.");
        }
        TableSource source = table.source(command, test.test(), options.validationFile(), test.testFile());
        TableProblem problem = TableProblem.read(file, source, options.validationShare(), options.seed());
        Guide guide = Checks.refusing(command, () -> Guide.of(problem.problem(), options.wishes()));
        if (problem.target().task() == Task.REGRESSION) {
            options.requireNoAccuracy();
        }
        if (guide.network().output() != null) {
            throw Checks.wrong(
                    command,
                    "--loss " + guide.network().loss().label()
                            + ": the answers would be no probabilities of classes. Use bce or cross-entropy.");
        }
        DecisionSpec wanted = decision.of(
                command, problem.preprocessing().target(), problem.split().validation().length);
        int steps = (problem.split().train().length + guide.batch() - 1) / guide.batch();
        int usual = Math.max(LEAST_EPOCHS, Math.min(MOST_EPOCHS, (USUAL_STEPS + steps - 1) / steps));
        TrainingConfig config = options.ofTable(
                        guide.setup(usual, options.seed()), problem.split().validation().length, source)
                .with(draft -> draft.decision = wanted);
        TableData rows = problem.data(hasOneOutput(config.network()));
        problem.print(output);
        TableProblem.print(output, guide);
        if (usual > LEAST_EPOCHS) {
            output.print(
                    "Epochs: %d unless --epochs says otherwise, for some %d steps, with %d epochs at most.",
                    usual, USUAL_STEPS, MOST_EPOCHS);
            output.print("");
        }
        return new TableTraining(config, rows, DryRun.OfTable.of(problem, guide));
    }

    private static boolean hasOneOutput(NetworkSpec network) {
        return network.outputActivation() == Elementwise.SIGMOID;
    }

    /** @return the rows of a run that is resumed, as it had them */
    static TableData again(Path file, TrainingConfig config, NetworkOptions options) {
        if (config.network().learnsNumbers()) {
            options.requireNoAccuracy();
        }
        Share held = new Share(0, config.training().validation());
        return TableProblem.read(file, config.table(), held, config.training().seed())
                .data(hasOneOutput(config.network()));
    }
}
