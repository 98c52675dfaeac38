package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.tables.Candidates;
import dev.crosscheck.tables.NetworkChoice;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.RunListener;
import dev.crosscheck.train.TrainingOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Prints the candidates between which a run on a table chooses, how far their training is, and the choice. */
class ChoiceConsole implements NetworkChoice.Listener {
    private final OutputOptions output;

    ChoiceConsole(OutputOptions output) {
        this.output = output;
    }

    @Override
    public TrainingOutcome watch(Candidates.Entry candidate, Function<RunListener, TrainingOutcome> training) {
        int epochs = candidate.setup().training().epochs();
        String title = TextTable.capital(candidate.name()) + ", epoch";
        ProgressLine line = new ProgressLine(output);
        return training.apply(new RunListener() {
            @Override
            public void epoch(EpochMetrics epoch) {
                line.at(title, epoch.epoch(), epochs);
            }
        });
    }

    @Override
    public void leftOut(Candidates.Entry candidate, CrosscheckException reason) {
        output.caution("The " + candidate.name() + " is left out: " + reason.getMessage());
    }

    @Override
    public void chosen(Candidates decided) {
        output.print("");
        output.print("On the %s:", decided.rows());
        List<List<String>> rows = new ArrayList<>();
        for (Candidates.Entry entry : decided.entries()) {
            Candidates.Score score = entry.score();
            rows.add(
                    score == null
                            ? List.of(entry.name(), "", "diverged", "")
                            : List.of(
                                    entry.name(),
                                    score.epoch() + " of " + score.epochs(),
                                    Text.of("%.4f", score.loss()),
                                    score.measure()));
        }
        rows.add(List.of("guessing", "", Text.of("%.4f", decided.verdict().guessing()), ""));
        String measure = decided.chosen().score().name();
        output.printTable(List.of("candidate", "best epoch", "loss", measure), rows, row -> row);
        output.print("%s", decided.verdict().words());
        output.print("");
    }

    /** Prints the candidates that are to be trained. */
    void print(Candidates candidates) {
        output.print(
                "Candidates, compared %s; each with few epochs first, then twice as many while that helps:",
                candidates.folds() > 0
                        ? "on " + candidates.folds() + " folds of the training rows"
                        : "on the validation rows");
        candidates.entries().forEach(entry -> output.print("  %s: %s", entry.name(), entry.setup()));
    }
}
