package dev.crosscheck.cli;

import dev.crosscheck.course.guide.Candidate;
import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.course.guide.Problem;
import dev.crosscheck.course.guide.Wishes;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.Split;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableSource;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.tables.Candidates;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.train.TrainingConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A table that {@code train} has read, with the guide's choices. The raw table, which may take half of the memory, is not kept.
 *
 * @param config the configuration of the run
 * @param rows training and test rows
 * @param found the facts about the table and the guide's choices, for {@code --dry-run}; none for a run that is resumed
 */
record TableTraining(TrainingConfig config, TableData rows, Map<String, Object> found) {
    private static final int FOLDS = 5;

    /** With fewer rows nothing can be compared. */
    private static final int LEAST_ROWS_FOR_FOLDS = 20;

    /**
     * Reads a table, fits the preprocessing, asks the guide for networks and prints what was found and chosen.
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
                    "Missing option --target=COLUMN: the column of " + file + " to predict. " + table.columnsOf(file));
        }
        TableSource source = table.source(command, test.test(), options.validationFile(), test.testFile());
        boolean open = options.leavesNetworkOpen();
        int mostForFolds = mostForFolds(options, source, open);
        Share validation = options.folds() == null || options.folds() == 0 ? options.validationShare() : null;
        TableProblem problem = TableProblem.read(file, source, validation, mostForFolds, options.seed());
        Guide guide = Checks.refusing(command, () -> Guide.of(problem.problem(), options.wishes()));
        NetworkSpec network = guide.setup().network();
        if (network.output() != null) {
            throw Checks.wrong(
                    command,
                    "--with loss:" + network.loss().label()
                            + ": the answers would be no probabilities of classes. Use bce or cross-entropy.");
        }
        int held = problem.split().validation().length;
        int training = problem.split().train().length;
        TableData rows = problem.data(hasOneOutput(network));
        int folds = validation == null && training + held <= mostForFolds && training >= LEAST_ROWS_FOR_FOLDS
                ? folds(command, options, rows.mostFolds(training))
                : 0;
        int judged = folds > 0 ? training : held;
        DecisionSpec wanted = decision.of(command, problem.preprocessing().target(), judged);
        TrainingConfig given = options.ofTable(guide.setup(), held, folds, new TableRun(source, wanted, null));
        boolean choosing = open && judged > 0;
        Candidates candidates = choosing ? candidates(problem.problem(), options, given) : null;
        TrainingConfig config =
                given.with(draft -> draft.source = TableRun.of(given).with(candidates));
        Guide shown = choosing ? guide.ofOutput(candidates.findsLoss()) : guide;
        problem.print(output);
        TableProblem.print(output, shown);
        Map<String, Object> found = Map.of(
                "columns", problem.columns(),
                "columnUse", problem.preprocessing().columnUse(),
                "warnings", problem.warnings(),
                "choices", shown.choices());
        return new TableTraining(config, rows, found);
    }

    /** Up to how many rows there are folds: of any number if they are asked for, of none if something else is. */
    private static int mostForFolds(NetworkOptions options, TableSource source, boolean open) {
        if (options.folds() != null) {
            return options.folds() > 0 ? Integer.MAX_VALUE : 0;
        }
        boolean usual = open
                && options.validationShare() == null
                && source.validationFile() == null
                && source.splitTime() == null;
        return usual ? Split.MOST_ROWS_FOR_FOLDS : 0;
    }

    /** @param most how many groups of rows there are */
    private static int folds(CommandSpec command, NetworkOptions options, int most) {
        if (options.folds() == null) {
            return most > 1 ? Math.min(FOLDS, most) : 0;
        }
        if (options.folds() > most) {
            throw Checks.wrong(
                    command, "--folds " + options.folds() + ": there are only " + most + " groups of rows to divide.");
        }
        return options.folds();
    }

    private static Candidates candidates(Problem problem, NetworkOptions options, TrainingConfig given) {
        Wishes wishes = options.wishes();
        List<Candidates.Entry> entries = new ArrayList<>();
        for (Candidate candidate : Candidate.values()) {
            Guide guide = Guide.of(problem, candidate, wishes);
            TrainingConfig config = options.ofTable(
                    guide.setup(),
                    given.training().validation(),
                    given.training().folds(),
                    TableRun.of(given));
            entries.add(new Candidates.Entry(candidate.label(), config.setup(), null));
        }
        boolean findsLoss = problem.classes() == 0 && wishes.loss() == null;
        return new Candidates(entries, given.training().folds(), findsLoss, null);
    }

    private static boolean hasOneOutput(NetworkSpec network) {
        return network.outputActivation() == Elementwise.SIGMOID;
    }

    /** @return a run that is resumed, with the rows as it had them */
    static TableTraining again(Path file, TrainingConfig config) {
        Share held = new Share(0, config.training().validation());
        TableProblem problem = TableProblem.read(
                file, TableRun.of(config).table(), held, 0, config.training().seed());
        return new TableTraining(config, problem.data(hasOneOutput(config.network())), Map.of());
    }
}
