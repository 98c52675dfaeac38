package dev.crosscheck.cli;

import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.measure.Baseline;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Measures;
import dev.crosscheck.measure.NumberMeasures;
import dev.crosscheck.measure.Predictions;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Measures answers to a table's rows; numbers in the target's own unit. */
final class TableMeasures {
    private TableMeasures() {}

    /**
     * Measures a network's outputs, (rows, outputs), for some rows; of classes the most probable one is the answer.
     *
     * @param decision names the positive class, and gives the interval of numbers
     */
    static Measures of(float[] outputs, TableExamples rows, Target target, Decision decision) {
        if (target instanceof Target.OfNumber number) {
            double[] predicted = values(outputs, number);
            NumberMeasures measures = NumberMeasures.of(predicted, actual(rows, number));
            Decision.Interval interval = decision.interval();
            if (interval == null) {
                return measures;
            }
            double[] halves = Arrays.stream(predicted).map(interval::halfWidth).toArray();
            return measures.within(interval.level(), halves, predicted, actual(rows, number));
        }
        return ClassMeasures.of(predictions(outputs, rows, decision, null));
    }

    /** Measures the answers that a cut-off gives. */
    static ClassMeasures atCutOff(float[] outputs, TableExamples rows, Decision decision) {
        return ClassMeasures.of(
                predictions(outputs, rows, decision, decision.cutOff().probability()));
    }

    /** @param cutOff from which probability on the positive class is the answer; null for the more probable class */
    static Predictions predictions(float[] outputs, TableExamples rows, Decision decision, Double cutOff) {
        Predictions predictions = Predictions.of(outputs, rows.outputs(), rows.labels());
        return decision.positive() == null
                ? predictions
                : predictions.decidedBy(decision.positive().label(), cutOff);
    }

    /** Measures answers that do not depend on the row: the mean, or the classes' shares in the training part. */
    static Measures ofBaseline(TableExamples training, TableExamples rows, Target target, Decision decision) {
        if (target instanceof Target.OfNumber number) {
            return Baseline.ofNumbers(actual(training, number), actual(rows, number));
        }
        Predictions shares = Baseline.ofClasses(rows.classes(), training.labels(), rows.labels());
        return ClassMeasures.of(
                decision.positive() == null
                        ? shares
                        : shares.decidedBy(decision.positive().label(), null));
    }

    /**
     * @param outputs a network's, (rows, outputs)
     * @return the loss of each row: -log of the true class's probability, or the squared residual in the target's own unit
     */
    static double[] losses(float[] outputs, TableExamples rows, Target target) {
        if (target instanceof Target.OfNumber number) {
            double[] predicted = values(outputs, number);
            double[] actual = actual(rows, number);
            return IntStream.range(0, actual.length)
                    .mapToDouble(row -> Math.pow(actual[row] - predicted[row], 2))
                    .toArray();
        }
        return losses(Predictions.of(outputs, rows.outputs(), rows.labels()));
    }

    /** As {@link #losses(float[], TableExamples, Target)}, of answers that do not depend on the row. */
    static double[] lossesOfBaseline(TableExamples training, TableExamples rows, Target target) {
        if (target instanceof Target.OfNumber number) {
            double mean = Arrays.stream(actual(training, number)).average().orElseThrow();
            return Arrays.stream(actual(rows, number))
                    .map(actual -> Math.pow(actual - mean, 2))
                    .toArray();
        }
        return losses(Baseline.ofClasses(rows.classes(), training.labels(), rows.labels()));
    }

    /** @return -log of the true class's probability, by row */
    static double[] losses(Predictions predictions) {
        return IntStream.range(0, predictions.rows())
                .mapToDouble(row -> ClassMeasures.loss(predictions.probability(row, predictions.actual(row))))
                .toArray();
    }

    /** @return the true numbers of rows */
    static double[] actual(TableExamples rows, Target.OfNumber number) {
        float[] targets = new float[rows.size()];
        rows.targets(IntStream.range(0, rows.size()).toArray(), 0, rows.size(), targets);
        return values(targets, number);
    }

    /** @return a network's outputs in the target's own unit */
    static double[] values(float[] outputs, Target.OfNumber number) {
        return IntStream.range(0, outputs.length)
                .mapToDouble(i -> number.value(outputs[i]))
                .toArray();
    }
}
