package dev.crosscheck.train;

import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.measure.Calibration;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Conformal;
import dev.crosscheck.measure.CutOff;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.measure.Ranking;
import dev.crosscheck.measure.Temperature;
import dev.crosscheck.model.Decision;
import dev.crosscheck.model.Model;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Decides what follows from a trained network's outputs for a table: temperature and cut-off from the validation rows, the interval of
 * numbers from those of them that were set aside and chose nothing, not even the epoch.
 */
public final class Decider {
    /**
     * Stored figures have so many digits, so that a difference of an ulp in exp or tanh on another machine does not change the model's file.
     */
    private static final int DIGITS = 6;

    /** Fewer rows say too little about a temperature. */
    static final int LEAST_ROWS = 50;

    private final Model model;
    private final TableData data;
    private final DecisionSpec wanted;
    private final int validation;
    private final List<String> words = new ArrayList<>();

    private Decider(Model model, TableData data, DecisionSpec wanted, int validation) {
        this.model = model;
        this.data = data;
        this.wanted = wanted;
        this.validation = validation;
    }

    /**
     * The result.
     *
     * @param model the network with its decision
     * @param words what was decided, and what was not and why, in sentences
     */
    public record Decided(Model model, List<String> words) {}

    /**
     * @param model a trained network for the table, without a decision
     * @param validation number of rows at the end of the training part that were not trained on
     */
    public static Decided of(Model model, TableData data, DecisionSpec wanted, int validation) {
        Decider decider = new Decider(model, data, wanted, validation);
        Decision decision = data.preprocessing().target() instanceof Target.OfNumber number
                ? new Decision(null, null, decider.interval(number))
                : decider.ofClasses((Target.OfClasses) data.preprocessing().target());
        List<String> words = new ArrayList<>(decision.words(data.preprocessing().target()));
        words.addAll(decider.words);
        return new Decided(model.withDecision(decision), List.copyOf(words));
    }

    /** @return the rarer of two classes in the training part, of equally rare ones the second */
    public static int rarer(int... labels) {
        int ones = IntStream.of(labels).sum();
        return 2 * ones <= labels.length ? 1 : 0;
    }

    private TableExamples rows(int from, int to) {
        return data.train().select(IntStream.range(from, to).toArray());
    }

    private Decision.Interval interval(Target.OfNumber number) {
        int aside = data.setAside(validation);
        int least = Conformal.leastRows(wanted.interval());
        if (aside < least) {
            words.add(String.format(
                    Locale.ROOT,
                    "Intervals: none, since %d rows chose nothing else and %s%% takes %d: hold out more with --validation.",
                    aside,
                    Decision.percent(wanted.interval()),
                    least));
            return null;
        }
        int all = data.train().size();
        TableExamples rows = rows(all - aside, all);
        float[] answers = model.answers(rows);
        float[] targets = new float[aside];
        rows.targets(IntStream.range(0, aside).toArray(), 0, aside, targets);
        double[] residuals = IntStream.range(0, aside)
                .mapToDouble(i -> number.value(targets[i]) - number.value(answers[i]))
                .toArray();
        // Never narrower than promised.
        double half = rounded(Conformal.halfWidth(residuals, wanted.interval()), RoundingMode.CEILING);
        return new Decision.Interval(wanted.interval(), half, aside);
    }

    private Decision ofClasses(Target.OfClasses target) {
        int all = data.train().size();
        TableExamples held = rows(all - validation, all);
        Decision.Temperature temperature = temperature(held);
        Decision.Positive positive = null;
        if (target.labels().size() == 2) {
            int label = wanted.positive() == null
                    ? rarer(rows(0, all - validation).labels())
                    : target.labels().indexOf(wanted.positive());
            Model scaled = model.withDecision(new Decision(temperature, null, null));
            positive = new Decision.Positive(label, wanted.wantsCutOff() ? cutOff(scaled, held, label) : null);
        }
        return new Decision(temperature, positive, null);
    }

    /** Fits the temperature, and keeps it if it helps more than one number fitted to noise would. */
    private Decision.Temperature temperature(TableExamples held) {
        if (validation < LEAST_ROWS) {
            words.add(String.format(
                    Locale.ROOT,
                    "Temperature: not fitted, since %d validation rows are fewer than %d: hold out more with --validation.",
                    validation,
                    LEAST_ROWS));
            return null;
        }
        double value = rounded(Temperature.of(model.logits(held), held.outputs(), held.labels()));
        Predictions before = predictions(model, held);
        double loss = rounded(ClassMeasures.logLoss(before));
        double error = rounded(Calibration.of(before).error());
        Decision.Temperature fitted = new Decision.Temperature(value, validation, loss, loss, error, error);
        Predictions after = predictions(model.withDecision(new Decision(fitted, null, null)), held);
        fitted = new Decision.Temperature(
                value,
                validation,
                loss,
                rounded(ClassMeasures.logLoss(after)),
                error,
                rounded(Calibration.of(after).error()));
        boolean helps = (fitted.logLossBefore() - fitted.logLossAfter()) * validation > 1;
        if (!helps) {
            words.add(String.format(
                    Locale.ROOT,
                    "Temperature: 1, since %.4g would hardly help on %d validation rows: log loss %.4f before, %.4f after.",
                    value,
                    validation,
                    fitted.logLossBefore(),
                    fitted.logLossAfter()));
        }
        return helps ? fitted : null;
    }

    private static Predictions predictions(Model model, TableExamples rows) {
        return Predictions.of(model.answers(rows), rows.outputs(), rows.labels());
    }

    private Decision.CutOff cutOff(Model scaled, TableExamples held, int label) {
        Ranking ranking = validation == 0 ? null : predictions(scaled, held).ranking(label);
        if (ranking == null || !ranking.hasBoth()) {
            words.add(
                    "Cut-off: none, since there are no validation rows of both classes; the more probable class is the"
                            + " answer.");
            return null;
        }
        Optional<CutOff> found = wanted.costs() != null
                ? Optional.of(CutOff.ofCosts(
                        ranking, wanted.costs().falsePositive(), wanted.costs().falseNegative()))
                : wanted.recall() != null
                        ? Optional.of(CutOff.ofRecall(ranking, wanted.recall()))
                        : CutOff.ofPrecision(ranking, wanted.precision());
        String why = wanted.costs() != null
                ? String.format(
                        Locale.ROOT,
                        "costs of %s per false positive and %s per false negative",
                        plain(wanted.costs().falsePositive()),
                        plain(wanted.costs().falseNegative()))
                : wanted.recall() != null
                        ? "a recall of at least " + wanted.recall()
                        : "a precision of at least " + wanted.precision();
        if (found.isEmpty()) {
            words.add("Cut-off: none gives " + why + " on the " + validation
                    + " validation rows; the more probable class is the answer.");
            return null;
        }
        CutOff chosen = found.get();
        double probability = rounded(chosen.probability());
        if (!decidesAlike(predictions(scaled, held).decidedBy(label, probability), chosen)) {
            probability = chosen.probability(); // its neighbours are closer to each other than six digits can tell
        }
        return new Decision.CutOff(probability, why, validation, rounded(chosen.recall()), rounded(chosen.precision()));
    }

    private static boolean decidesAlike(Predictions predictions, CutOff chosen) {
        int[][] counts = predictions.confusion().counts();
        int label = predictions.positive();
        return counts[label][label] == chosen.truePositives() && counts[1 - label][label] == chosen.falsePositives();
    }

    private static double rounded(double value) {
        return rounded(value, RoundingMode.HALF_EVEN);
    }

    private static double rounded(double value, RoundingMode mode) {
        return new BigDecimal(value).round(new MathContext(DIGITS, mode)).doubleValue();
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
