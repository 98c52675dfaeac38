package dev.crosscheck.cli;

import dev.crosscheck.Printable;
import dev.crosscheck.Text;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.measure.Measures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.measure.Worth;
import dev.crosscheck.model.Model;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.tables.Candidates;
import dev.crosscheck.tables.TableRun;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingOutcome;
import dev.crosscheck.train.record.TableResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Compares a network that was trained on a table with a baseline, and with the linear model that competed with it, on the test part. */
final class TableWorth {
    private final OutputOptions output;
    private final TrainingRun.Plan plan;
    private final TableData data;
    private final Model candidate;
    private final Target target;

    /** @param candidate the linear model, if networks competed; null otherwise */
    TableWorth(OutputOptions output, TrainingRun.Plan plan, TableData data, Model candidate) {
        this.candidate = candidate;
        this.output = output;
        this.plan = plan;
        this.data = data;
        this.target = data.preprocessing().target();
    }

    /**
     * Measures, prints, draws and writes {@code measures.json}.
     *
     * @param model the network with its decision
     * @param said what was decided, and what was not and why, in sentences
     * @return the measures and the comparison
     */
    TableResult show(TrainingOutcome outcome, Model model, List<String> said) {
        Decision decision = TablePreparation.of(model.preparation()).decided();
        Decision raw = new Decision(null, decision.positive(), null);
        TableAnswers answers = answers(model, decision);
        Measures network = answers.measures();
        Measures linear = candidate == null || plan.config().network().hidden().isEmpty()
                ? null
                : answers(candidate, raw).measures();
        Measures baseline = answers.baseline(training());
        Map<String, Measures> all = new LinkedHashMap<>();
        all.put("network", network);
        if (decision.temperature() != null) {
            all.put("uncalibrated", answers(outcome.model(), raw).measures());
        }
        if (decision.cutOff() != null) {
            all.put("at cut-off", answers.decided());
        }
        if (linear != null) {
            all.put("linear model", linear);
        }
        all.put("baseline", baseline);
        output.print("");
        output.print(
                "On the %d test rows; the baseline answers with %s",
                data.test().size(), target instanceof Target.OfNumber ? "the mean" : "the most frequent class");
        new MeasuresReport(output, plan.folder()).show(all, answers);
        Worth worth =
                Worth.of("rows", network, baseline, linear, answers.losses(), answers.lossesOfBaseline(training()));
        Map<String, Object> written = new LinkedHashMap<>(all);
        written.put("decision", decision);
        written.put("worth", worth);
        Candidates candidates = TableRun.of(plan.config()).candidates();
        if (candidates != null) {
            written.put("candidates", candidates);
        }
        Json.write(plan.folder().path().resolve(RunFolder.MEASURES), written);
        output.print("");
        Predictions predictions = target instanceof Target.OfNumber ? null : answers.decidedPredictions();
        List<String> notes = new ArrayList<>(said);
        if (predictions != null && decision.cutOff() == null && worth.beatsBaseline()) {
            onlyAnswer(predictions).ifPresent(note -> {
                output.print("%s", note);
                notes.add(note);
            });
        }
        return new TableResult(all, predictions, model, worth, notes);
    }

    /** @return what to do if one of two classes is the answer for every row */
    private Optional<String> onlyAnswer(Predictions predictions) {
        int answer = predictions.predicted(0);
        boolean only = predictions.labels() == 2
                && IntStream.range(0, predictions.rows()).allMatch(row -> predictions.predicted(row) == answer);
        List<String> classes = data.classes();
        return only
                ? Optional.of(Text.of(
                        "No row reaches a probability of 50 %% for %s, so every answer is %s, though probabilities tell"
                                + " rows apart: --decide \"recall 0.8\" or --decide \"costs 1:5\" moves the cut-off.",
                        Printable.quoted(classes.get(1 - answer)), Printable.quoted(classes.get(answer))))
                : Optional.empty();
    }

    /** @return advice for a network that does not beat everything that it was compared with */
    static String remedy(TrainingConfig config) {
        String words = TableRun.of(config).candidates() != null
                ? "Network and epoch were chosen by held-out rows, so that other settings are unlikely to help: more rows may, or columns"
                        + " that tell more about the target."
                : "Try it without options of the network: then a linear model and two networks compete on held-out rows.";
        return config.training().classWeights().balanced()
                ? "Balanced class weights cost log loss and accuracy: judge by balanced accuracy. " + words
                : words;
    }

    /** The rows of the training part without those to validate on. */
    private TableExamples training() {
        int rows = data.train().size() - plan.config().training().validation();
        return data.train().select(IntStream.range(0, rows).toArray());
    }

    private TableAnswers answers(Model model, Decision decision) {
        return new TableAnswers(model.answers(data.test()), data.test(), target, decision);
    }
}
