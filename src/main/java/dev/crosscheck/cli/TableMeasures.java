package dev.crosscheck.cli;

import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.measure.Baseline;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Measures;
import dev.crosscheck.measure.NumberMeasures;
import dev.crosscheck.measure.Predictions;
import java.util.stream.IntStream;

/** Measures answers to a table's rows; numbers in the target's own unit. */
final class TableMeasures {
    private TableMeasures() {}

    /** Measures a network's outputs, (rows, outputs), for some rows. */
    static Measures of(float[] outputs, TableExamples rows, Target target) {
        return target instanceof Target.OfNumber number
                ? NumberMeasures.of(values(outputs, number), actual(rows, number))
                : ClassMeasures.of(Predictions.of(outputs, rows.outputs(), rows.labels()));
    }

    /** Measures answers that do not depend on the row: the mean, or the classes' shares in the training part. */
    static Measures ofBaseline(TableExamples training, TableExamples rows, Target target) {
        return target instanceof Target.OfNumber number
                ? Baseline.ofNumbers(actual(training, number), actual(rows, number))
                : Baseline.ofClasses(rows.classes(), training.labels(), rows.labels());
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
