package dev.crosscheck.tables;

import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.measure.Measures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.measure.Worth;
import dev.crosscheck.model.Model;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingOutcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What training on a table came to, by the test rows.
 *
 * @param config of the network that was trained
 * @param judged the network with its decision and the importance of columns
 * @param answers of the network to the test rows
 * @param measures of the network first, then of what it is compared with, by name
 * @param worth the comparison with guessing, and with the linear model that competed
 * @param said what was decided, and what was not and why, in sentences
 */
public record TableResult(
        TrainingConfig config,
        TrainingOutcome outcome,
        Decider.Decided judged,
        TableAnswers answers,
        Map<String, Measures> measures,
        Worth worth,
        List<String> said) {

    /** @param candidate the linear model, if networks competed; null otherwise */
    static TableResult of(
            TrainingConfig config,
            TableData data,
            TrainingOutcome outcome,
            Decider.Decided judged,
            @Nullable Model candidate) {
        Decision decision = TablePreparation.of(judged.model().preparation()).decided();
        Decision raw = new Decision(null, decision.positive(), null);
        int rows = data.train().size() - config.training().validation();
        TableExamples training =
                data.train().select(IntStream.range(0, rows).toArray()); // without those to validate on
        TableAnswers answers = TableAnswers.of(judged.model(), data.test(), decision);
        Measures network = answers.measures();
        Measures linear = candidate == null || config.network().hidden().isEmpty()
                ? null
                : TableAnswers.of(candidate, data.test(), raw).measures();
        Measures baseline = answers.baseline(training);
        Map<String, Measures> all = new LinkedHashMap<>();
        all.put("network", network);
        if (decision.temperature() != null) {
            all.put(
                    "uncalibrated",
                    TableAnswers.of(outcome.model(), data.test(), raw).measures());
        }
        if (decision.cutOff() != null) {
            all.put("at cut-off", answers.decided());
        }
        if (linear != null) {
            all.put("linear model", linear);
        }
        all.put("baseline", baseline);
        Worth worth = Worth.of(
                name(config),
                answers.noun(),
                network,
                baseline,
                linear,
                answers.losses(),
                answers.lossesOfBaseline(training),
                data.test().groups());
        List<String> said = new ArrayList<>(judged.words());
        if (!data.classes().isEmpty() && decision.cutOff() == null && worth.beatsBaseline()) {
            onlyAnswer(answers.decidedPredictions(), data.classes()).ifPresent(said::add);
        }
        return new TableResult(config, outcome, judged, answers, all, worth, List.copyOf(said));
    }

    /** @return what to do if one of two classes is the answer for every row */
    private static Optional<String> onlyAnswer(Predictions predictions, List<String> classes) {
        int answer = predictions.predicted(0);
        boolean only = predictions.labels() == 2
                && IntStream.range(0, predictions.rows()).allMatch(row -> predictions.predicted(row) == answer);
        return only
                ? Optional.of(Text.of(
                        "No row reaches a probability of 50 %% for %s, so every answer is %s, though probabilities tell"
                                + " rows apart: --decide \"recall 0.8\" or --decide \"costs 1:5\" moves the cut-off.",
                        Printable.quoted(classes.get(1 - answer)), Printable.quoted(classes.get(answer))))
                : Optional.empty();
    }

    private static String name(TrainingConfig config) {
        return config.network().hidden().isEmpty() ? "linear model" : "network";
    }

    /** @return the importance of the columns; null if it would take too long */
    public @Nullable Importance importance() {
        return TablePreparation.of(model().preparation()).importance();
    }

    /** @return the measures by the names that people read: the network is a linear model if it has no hidden layer */
    public Map<String, Measures> named() {
        Map<String, Measures> named = new LinkedHashMap<>();
        measures.forEach((key, value) -> named.put(key.equals("network") ? name(config) : key, value));
        return named;
    }

    public Model model() {
        return judged.model();
    }

    /** @return the answers to the test rows with the decision; null for numbers */
    public @Nullable Predictions predictions() {
        return answers.target() instanceof Target.OfNumber ? null : answers.decidedPredictions();
    }

    /** @return the content of {@code measures.json} */
    public Map<String, Object> written() {
        Map<String, Object> written = new LinkedHashMap<>(measures);
        written.put("decision", answers.decision());
        written.put("worth", worth);
        Candidates candidates = TableRun.ofTable(config).candidates();
        if (candidates != null) {
            written.put("candidates", candidates);
        }
        return written;
    }
}
