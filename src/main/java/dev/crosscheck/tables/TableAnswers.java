package dev.crosscheck.tables;

import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.measure.Baseline;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Measures;
import dev.crosscheck.measure.NumberMeasures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.measure.StandardError;
import dev.crosscheck.model.Model;
import dev.crosscheck.text.Printable;
import dev.crosscheck.text.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A network's answers to rows of a table, and what they are worth; numbers in the target's own unit.
 *
 * @param outputs the network's, (rows, outputs)
 * @param decision names the positive class and its cut-off, and gives the interval of numbers
 */
public record TableAnswers(float[] outputs, TableExamples rows, Target target, Decision decision) {

    /** @param decision of the model, or another */
    public static TableAnswers of(Model model, TableExamples rows, Decision decision) {
        Target target = TablePreparation.of(model.preparation()).preprocessing().target();
        return new TableAnswers(model.answers(rows), rows, target, decision);
    }

    /** @return the measures; of classes the most probable one is the answer */
    public Measures measures() {
        if (!(target instanceof Target.OfNumber number)) {
            return ClassMeasures.of(predictions(null));
        }
        double[] predicted = values(number);
        double[] actual = actual(number);
        NumberMeasures measures = NumberMeasures.of(rows.groups(), predicted, actual);
        Decision.AnswerInterval interval = decision.interval();
        if (interval == null) {
            return measures;
        }
        double[] halves = Arrays.stream(predicted).map(interval::halfWidth).toArray();
        return measures.within(interval.level(), halves, rows.groups(), predicted, actual);
    }

    /** @return the measures of the answers that the cut-off gives; null if there is none */
    public @Nullable ClassMeasures decided() {
        return decision.cutOff() == null ? null : ClassMeasures.of(decidedPredictions());
    }

    /** @return the classes, by the cut-off if there is one */
    Predictions decidedPredictions() {
        return predictions(decision.cutOff() == null ? null : decision.cutOff().probability());
    }

    private Predictions predictions(@Nullable Double cutOff) {
        return decidedBy(Predictions.of(outputs, rows.outputs(), rows.labels()).groupedBy(rows.groups()), cutOff);
    }

    private Predictions decidedBy(Predictions predictions, @Nullable Double cutOff) {
        return decision.positive() == null
                ? predictions
                : predictions.decidedBy(decision.positive().label(), cutOff);
    }

    /** @return what is tested on: rows, or rows of so many groups */
    String noun() {
        return rows.groups() == null
                ? "rows"
                : Text.of("rows of %,d groups", StandardError.count(rows.size(), rows.groups()));
    }

    /** @return what the table of measures does not tell: that intervals count groups, how intervals hold, or calibration and the positive class */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        if (rows.groups() != null) {
            sentences.add(Text.of(
                    "Confidence intervals count %,d groups, not %,d rows: rows of a group are alike.",
                    StandardError.count(rows.size(), rows.groups()), rows.size()));
        }
        Measures measured = measures();
        if (measured instanceof NumberMeasures numbers) {
            NumberMeasures.Coverage of = numbers.coverage();
            if (of != null) {
                sentences.add(Text.of(
                        "Intervals: answer ± %s on average; %.1f %% of %d rows are inside (95 %% CI %.1f..%.1f), of %s %% promised.",
                        Text.within(of.halfWidth(), of.halfWidth()),
                        100 * of.share(),
                        numbers.rows(),
                        100 * of.interval().low(),
                        100 * of.interval().high(),
                        Decision.percent(of.level())));
            }
            return sentences;
        }
        ClassMeasures probable = (ClassMeasures) measured;
        sentences.add(
                Text.of("Calibration error (ECE): %.4f.", probable.calibration().error()));
        if (decision.positive() != null) {
            int label = decision.positive().label();
            ClassMeasures decided = decided();
            ClassMeasures.OfClass positive =
                    (decided == null ? probable : decided).classes().get(label);
            sentences.add(Text.of(
                    "Positive class: %s; %s recall %.4f, precision %.4f.",
                    Printable.quoted(((Target.OfClasses) target).labels().get(label)),
                    decision.cutOff() == null
                            ? "as the more probable class"
                            : "from a probability of "
                                    + Text.number(decision.cutOff().probability(), 4) + " on",
                    positive.recall(),
                    positive.precision()));
        }
        return sentences;
    }

    /** @return the loss of each row: -log of the true class's probability, or the squared residual */
    double[] losses() {
        return target instanceof Target.OfNumber number
                ? squares(actual(number), values(number))
                : losses(Predictions.of(outputs, rows.outputs(), rows.labels()));
    }

    /** @return the measures of the same answer for every row: the mean, or the classes' shares in the training part */
    Measures baseline(TableExamples training) {
        return target instanceof Target.OfNumber number
                ? NumberMeasures.of(rows.groups(), mean(training, number), actual(number))
                : ClassMeasures.of(decidedBy(shares(training), null));
    }

    /** As {@link #losses()}, of the baseline. */
    double[] lossesOfBaseline(TableExamples training) {
        return target instanceof Target.OfNumber number
                ? squares(actual(number), mean(training, number))
                : losses(shares(training));
    }

    private double[] mean(TableExamples training, Target.OfNumber number) {
        return Baseline.ofNumbers(rows.size(), values(known(training).allTargets(), number));
    }

    private Predictions shares(TableExamples training) {
        return Baseline.ofClasses(rows.classes(), known(training).labels(), rows.labels())
                .groupedBy(rows.groups());
    }

    /**
     * @return what guessing knows: the training part or, for groups, the test part itself. A few groups have other shares or another mean than the
     *     training part by chance, and a network that answers every row alike would beat a guess by the training part.
     */
    private TableExamples known(TableExamples training) {
        return rows.groups() == null ? training : rows;
    }

    private static double[] squares(double[] actual, double... predicted) {
        return IntStream.range(0, actual.length)
                .mapToDouble(row -> Math.pow(actual[row] - predicted[row], 2))
                .toArray();
    }

    /** @return -log of the true class's probability, by row */
    public static double[] losses(Predictions predictions) {
        return IntStream.range(0, predictions.rows())
                .mapToDouble(row -> ClassMeasures.loss(predictions.probability(row, predictions.actual(row))))
                .toArray();
    }

    /** @return the answers in the target's own unit, by row */
    public double[] values(Target.OfNumber number) {
        return values(outputs, number);
    }

    public double[] actual(Target.OfNumber number) {
        return values(rows.allTargets(), number);
    }

    private static double[] values(float[] outputs, Target.OfNumber number) {
        return IntStream.range(0, outputs.length)
                .mapToDouble(i -> number.value(outputs[i]))
                .toArray();
    }
}
