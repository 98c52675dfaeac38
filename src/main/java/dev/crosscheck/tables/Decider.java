package dev.crosscheck.tables;

import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.DecisionSpec;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.DoubleMath;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Conformal;
import dev.crosscheck.measure.CutOff;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.measure.Ranking;
import dev.crosscheck.measure.StandardError;
import dev.crosscheck.measure.Temperature;
import dev.crosscheck.model.Model;
import dev.crosscheck.text.Text;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what follows from a trained network's outputs for a table: temperature and cut-off, or the intervals of numbers, from rows that were not
 * trained on. Of several networks each row has the answer of the one that was not trained on it.
 */
public final class Decider {
    /**
     * Stored figures have so many digits, so that a difference of an ulp in exp or tanh on another machine does not change the model's file.
     */
    private static final int DIGITS = 6;

    /** Fewer rows say too little about the half width at one point. */
    static final int LEAST_ROWS = Temperature.LEAST_ROWS;

    private final TableData data;
    private final DecisionSpec wanted;
    private final HeldOut held;
    private final List<String> words = new ArrayList<>();

    private Decider(TableData data, DecisionSpec wanted, HeldOut held) {
        this.data = data;
        this.wanted = wanted;
        this.held = held;
    }

    /**
     * The result.
     *
     * @param model the network with its decision; as a run saves it, also with the importance of columns
     * @param words what was decided, and what was not and why, in sentences
     */
    public record Decided(Model model, List<String> words) {}

    /**
     * @param model a trained network for the table, without a decision
     * @param held rows that were not trained on
     */
    public static Decided of(Model model, TableData data, DecisionSpec wanted, HeldOut held) {
        Decider decider = new Decider(data, wanted, held);
        Decision decision = data.preprocessing().target() instanceof Target.OfNumber number
                ? new Decision(null, null, decider.interval(number))
                : decider.ofClasses((Target.OfClasses) data.preprocessing().target());
        List<String> words = new ArrayList<>(decision.words(data.preprocessing().target()));
        words.addAll(decider.words);
        Model decided = model.with(TablePreparation.of(model.preparation()).with(decision));
        return new Decided(decided, List.copyOf(words));
    }

    /** @return the rarer of two classes in the training part, of equally rare ones the second */
    public static int rarer(int... labels) {
        int ones = IntStream.of(labels).sum();
        return 2 * ones <= labels.length ? 1 : 0;
    }

    /** Half widths by prediction: each is conformal for a part of the rows, at the median of their predictions. */
    private Decision.@Nullable AnswerInterval interval(Target.OfNumber number) {
        int rows = held.size();
        int least = Conformal.leastRows(wanted.interval());
        if (rows < least) {
            words.add(Text.of(
                    "Intervals: none, since %d held-out rows are fewer than the %d that %s%% takes: hold out more with --validation.",
                    rows, least, Decision.percent(wanted.interval())));
            return null;
        }
        float[] answers = held.answers(Decision.NONE);
        double[] residuals = held.residuals();
        int[] order = IntStream.range(0, rows)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> answers[row]))
                .mapToInt(row -> row)
                .toArray();
        int parts = Math.max(1, Math.min(Decision.AnswerInterval.MOST_POINTS, rows / Math.max(least, LEAST_ROWS)));
        List<Decision.Point> points = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int[] some = Arrays.copyOfRange(order, part * rows / parts, (part + 1) * rows / parts);
            double prediction = rounded(number.value(answers[some[some.length / 2]]));
            double[] off = IntStream.of(some)
                    .mapToDouble(row -> number.deviation() * residuals[row])
                    .toArray();
            // Never narrower than promised.
            double half = DoubleMath.rounded(Conformal.halfWidth(off, wanted.interval()), DIGITS, RoundingMode.CEILING)
                    .doubleValue();
            if (points.isEmpty() || prediction > points.get(points.size() - 1).prediction()) {
                points.add(new Decision.Point(prediction, half));
            }
        }
        return new Decision.AnswerInterval(wanted.interval(), points, rows);
    }

    private Decision ofClasses(Target.OfClasses target) {
        Decision.FittedTemperature temperature = temperature();
        Decision.Positive positive = null;
        if (target.labels().size() == 2) {
            int label = wanted.positive() == null
                    ? rarer(data.train().labels())
                    : target.labels().indexOf(wanted.positive());
            positive = new Decision.Positive(label, wanted.wantsCutOff() ? cutOff(temperature, label) : null);
        }
        return new Decision(temperature, positive, null);
    }

    /** Fits the temperature, and keeps it if it helps more than one number fitted to noise would. */
    private Decision.@Nullable FittedTemperature temperature() {
        int rows = held.size();
        if (rows < LEAST_ROWS) {
            words.add(Text.of(
                    "Temperature: not fitted, since %d held-out rows are fewer than %d: hold out more with --validation.",
                    rows, LEAST_ROWS));
            return null;
        }
        int[] groups = held.rows().groups();
        double value = rounded(Temperature.of(
                1.0 / (StandardError.count(rows, groups) + 1),
                held.logits(),
                held.rows().outputs(),
                held.rows().labels()));
        Decision.FittedTemperature fitted = new Decision.FittedTemperature(value, rows);
        Predictions raw = predictions(null);
        Predictions scaled = predictions(fitted);
        double before = ClassMeasures.logLoss(raw);
        double after = ClassMeasures.logLoss(scaled);
        double[] losses = TableAnswers.losses(scaled);
        double[] gains = TableAnswers.losses(raw);
        Arrays.setAll(gains, row -> gains[row] - losses[row]);
        boolean helps = (before - after) * StandardError.effectiveRows(gains, groups) > 1;
        if (!helps) {
            words.add(Text.of(
                    "Temperature: 1, since %.4g would %s on %d held-out rows: log loss %.4f before, %.4f after.",
                    value, after < before ? "hardly help" : "not help", rows, before, after));
        }
        return helps ? fitted : null;
    }

    private Predictions predictions(Decision.@Nullable FittedTemperature temperature) {
        return Predictions.of(
                held.answers(new Decision(temperature, null, null)),
                held.rows().outputs(),
                held.rows().labels());
    }

    private Decision.@Nullable ChosenCutOff cutOff(Decision.@Nullable FittedTemperature temperature, int label) {
        Predictions scaled = held.size() == 0 ? null : predictions(temperature);
        if (scaled == null || !scaled.ranking(label).hasBoth()) {
            words.add("Cut-off: none, since there are no held-out rows of both classes; the more probable class is the"
                    + " answer.");
            return null;
        }
        Ranking ranking = scaled.ranking(label);
        Optional<CutOff> found = wanted.costs() != null
                ? Optional.of(CutOff.ofCosts(
                        ranking, wanted.costs().falsePositive(), wanted.costs().falseNegative()))
                : wanted.recall() != null
                        ? Optional.of(CutOff.ofRecall(ranking, wanted.recall()))
                        : CutOff.ofPrecision(ranking, wanted.precision());
        String why = wanted.costs() != null
                ? Text.of(
                        "costs of %s per false positive and %s per false negative",
                        plain(wanted.costs().falsePositive()),
                        plain(wanted.costs().falseNegative()))
                : wanted.recall() != null
                        ? "a recall of at least " + wanted.recall()
                        : "a precision of at least " + wanted.precision();
        if (found.isEmpty()) {
            words.add("Cut-off: none gives " + why + " on the " + held.size()
                    + " held-out rows; the more probable class is the answer.");
            return null;
        }
        CutOff chosen = found.get();
        double probability = rounded(chosen.probability());
        if (!decidesAlike(scaled.decidedBy(label, probability), chosen)) {
            probability = chosen.probability(); // its neighbours are closer to each other than six digits can tell
        }
        return new Decision.ChosenCutOff(
                probability, why, held.size(), rounded(chosen.recall()), rounded(chosen.precision()));
    }

    private static boolean decidesAlike(Predictions predictions, CutOff chosen) {
        int[][] counts = predictions.confusion().counts();
        int label = predictions.positive();
        return counts[label][label] == chosen.truePositives() && counts[1 - label][label] == chosen.falsePositives();
    }

    /** @return the number with as many digits as are stored */
    static double rounded(double value) {
        return DoubleMath.rounded(value, DIGITS, RoundingMode.HALF_EVEN).doubleValue();
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
