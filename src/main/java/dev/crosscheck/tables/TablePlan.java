package dev.crosscheck.tables;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.course.guide.Guide;
import dev.crosscheck.course.guide.TableCandidate;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.Share;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setting;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.train.TrainingConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is trained on a table. The raw table, which may take half of the memory, is not kept.
 *
 * @param config the configuration of the run, with the default trainer
 * @param guide the guide's choices: of candidates those that all share; null for a run that is resumed
 */
public record TablePlan(
        TrainingConfig config, TableData rows, @Nullable Guide guide) {
    private static final int FOLDS = 5;

    /** With fewer rows nothing can be compared. */
    private static final int LEAST_ROWS_FOR_FOLDS = 20;

    /**
     * Asks the guide for a network or, if that is left open, for the candidates.
     *
     * @param problem the table, read for these wishes
     * @throws CrosscheckException for wishes that do not go with the table or with one another
     */
    public static TablePlan of(TableProblem problem, TableWishes wishes) {
        Guide guide = Guide.of(problem.problem(), wishes.settings());
        NetworkSpec network = guide.setup().network();
        if (network.output() != null) {
            throw new CrosscheckException(
                    "--with loss:" + network.loss().label() + ": the answers would be no probabilities of classes",
                    "Use bce or cross-entropy.");
        }
        int held = problem.split().validation().length;
        int training = problem.split().train().length;
        TableData rows = problem.data(hasOneOutput(network));
        int folds =
                wishes.held() == null && training + held <= wishes.mostForFolds() && training >= LEAST_ROWS_FOR_FOLDS
                        ? folds(wishes.folds(), rows.mostFolds(training))
                        : 0;
        int judged = folds > 0 ? training : held;
        if (wishes.settings().get(Setting.PATIENCE) != null && judged == 0) {
            throw new CrosscheckException(
                    "--patience needs rows to hold out and judge by", "Add --validation 20%, or leave it out.");
        }
        DecisionSpec decision = wishes.decision().of(problem.preprocessing().target(), judged);
        TableRun run = new TableRun(wishes.source(), decision, null);
        boolean compete = wishes.leavesNetworkOpen() && judged > 0;
        TrainingConfig config = config(guide.setup(), held, folds, run, !compete);
        if (!compete) {
            return new TablePlan(config, rows, guide);
        }
        List<Candidates.Entry> entries = new ArrayList<>();
        for (TableCandidate candidate : TableCandidate.values()) {
            Setup setup =
                    Guide.of(problem.problem(), candidate, wishes.settings()).setup();
            entries.add(new Candidates.Entry(
                    candidate.label(), config(setup, held, folds, run, false).setup(), null));
        }
        boolean findsLoss =
                problem.problem().classes() == 0 && wishes.settings().get(Setting.LOSS) == null;
        Candidates candidates = new Candidates(entries, folds, findsLoss, null);
        return new TablePlan(
                config.with(draft -> draft.source = run.with(candidates)), rows, guide.ofOutput(findsLoss));
    }

    /** @param most how many groups of rows there are */
    private static int folds(@Nullable Integer asked, int most) {
        if (asked == null) {
            return most > 1 ? Math.min(FOLDS, most) : 0;
        }
        if (asked > most) {
            throw new CrosscheckException(
                    "--folds " + asked + ": there are only " + most + " groups of rows to divide", "Ask for fewer.");
        }
        return asked;
    }

    /** @param waits whether training has the usual patience; candidates find out by themselves how long it takes */
    private static TrainingConfig config(Setup setup, int held, int folds, TableRun run, boolean waits) {
        return TrainingConfig.of(setup).with(draft -> {
            draft.validation = held;
            draft.folds = folds;
            draft.source = run;
            if (waits && held + folds > 0 && draft.stop.patience() == null) {
                draft.stop = new StopRules(Guide.patience(draft.epochs), draft.stop.timeLimitSeconds());
            }
        });
    }

    private static boolean hasOneOutput(NetworkSpec network) {
        return network.outputActivation() == Elementwise.SIGMOID;
    }

    /** @return a run that began before, with the rows as it had them */
    public static TablePlan again(Path file, TrainingConfig config) {
        Share held = new Share(0, config.training().validation());
        TableProblem problem = TableProblem.read(
                file,
                TableRun.ofTable(config).table(),
                held,
                0,
                config.training().seed());
        return new TablePlan(config, problem.data(hasOneOutput(config.network())), null);
    }
}
