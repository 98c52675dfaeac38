package dev.crosscheck.cli;

import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.measure.Baseline;
import dev.crosscheck.measure.Calibration;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.NumberMeasures;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.measure.Worth;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.plot.CalibrationChart;
import dev.crosscheck.showing.plot.ConfusionChart;
import dev.crosscheck.showing.plot.ResidualChart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How good answers to a table's rows are.
 *
 * @param classes if they are classes; else null
 * @param numbers if they are numbers; else null
 */
record TableMeasures(ClassMeasures classes, NumberMeasures numbers) {
    /** A wider confusion matrix does not fit a screen. */
    private static final int MOST_IN_A_TABLE = 20;

    /** Of counts that stand below each other. */
    private static final int DIGITS = 4;

    private static final int PERCENT = 100;

    /** Measures a network's outputs for some rows. */
    static TableMeasures of(float[] outputs, TableExamples rows, Target target) {
        if (target instanceof Target.OfNumber number) {
            return new TableMeasures(null, NumberMeasures.of(values(outputs, number), values(targets(rows), number)));
        }
        return new TableMeasures(ClassMeasures.of(Predictions.of(outputs, rows.outputs(), rows.labels())), null);
    }

    /** Measures what can be had without looking at a row. */
    static TableMeasures ofBaseline(TableExamples training, TableExamples rows, Target target) {
        if (target instanceof Target.OfNumber number) {
            return new TableMeasures(
                    null, Baseline.ofNumbers(values(targets(training), number), values(targets(rows), number)));
        }
        return new TableMeasures(Baseline.ofClasses(rows.classes(), training.labels(), rows.labels()), null);
    }

    private static float[] targets(TableExamples rows) {
        float[] targets = new float[rows.size()];
        rows.targets(IntStream.range(0, rows.size()).toArray(), 0, rows.size(), targets);
        return targets;
    }

    private static double[] values(float[] outputs, Target.OfNumber number) {
        return IntStream.range(0, outputs.length)
                .mapToDouble(i -> number.value(outputs[i]))
                .toArray();
    }

    /**
     * @param baseline measures of guessing on the same rows
     * @param linear of a linear model; null for none
     * @return what the network is worth that these measures are of
     */
    Worth worth(TableMeasures baseline, TableMeasures linear) {
        return numbers == null
                ? Worth.of(classes, baseline.classes, linear == null ? null : linear.classes)
                : Worth.of(numbers, baseline.numbers, linear == null ? null : linear.numbers);
    }

    /** @return what {@link #cells} are */
    List<String> headings() {
        return numbers == null
                ? List.of("", "accuracy", "95 %", "balanced", "log loss", "ROC AUC", "PR AUC", "Brier")
                : List.of("", "RMSE", "MAE", "R2");
    }

    /** @return the measures for people */
    List<String> cells(String name) {
        if (numbers != null) {
            return List.of(name, text("%.5g", numbers.rmse()), text("%.5g", numbers.mae()), text("%.4f", numbers.r2()));
        }
        return List.of(
                name,
                text("%.2f%%", PERCENT * classes.accuracy()),
                text(
                        "%.1f..%.1f",
                        PERCENT * classes.accuracyInterval().low(),
                        PERCENT * classes.accuracyInterval().high()),
                text("%.2f%%", PERCENT * classes.balancedAccuracy()),
                text("%.4f", classes.logLoss()),
                text("%.4f", classes.rocAuc()),
                text("%.4f", classes.prAuc()),
                text("%.4f", classes.brier()));
    }

    private static String text(String format, Object... values) {
        boolean known = Arrays.stream(values).noneMatch(value -> value == null);
        return known ? String.format(Locale.ROOT, format, values) : "-";
    }

    /** Prints which classes were taken for which, if the answers are classes. */
    void printConfusion(OutputOptions output, Target target) {
        if (target instanceof Target.OfClasses known) {
            printConfusion(output, target.name(), known.labels(), known.labels(), classes.confusion(), "confusion.png");
        }
    }

    /**
     * Prints which classes were taken for which; of many classes, where that is written.
     *
     * @param noun what a class is of
     * @param columns the headings of the predicted classes
     * @param rows the names of the true classes
     * @param confusion counts by [true class][predicted class]
     * @param files that have the whole matrix
     */
    static void printConfusion(
            OutputOptions output,
            String noun,
            List<String> columns,
            List<String> rows,
            int[][] confusion,
            String files) {
        if (rows.size() > MOST_IN_A_TABLE) {
            output.print("The confusion matrix of %d classes is in %s.", rows.size(), files);
            return;
        }
        output.print("Confusion matrix (true %s down, predicted across)", noun);
        List<String> header = new ArrayList<>(List.of(noun));
        columns.forEach(column -> header.add(right(column, DIGITS)));
        List<List<String>> lines = new ArrayList<>();
        for (int c = 0; c < rows.size(); c++) {
            List<String> line = new ArrayList<>(List.of(rows.get(c)));
            for (int p = 0; p < columns.size(); p++) {
                line.add(right("" + confusion[c][p], header.get(p + 1).length()));
            }
            lines.add(line);
        }
        output.printTable(header, lines);
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /**
     * Draws residuals, or of classes the confusion matrix and, of two, how often probabilities came true.
     *
     * @return a line for each picture that could not be drawn
     */
    List<String> draw(RunFolder folder, float[] outputs, TableExamples rows, Target target) {
        if (target instanceof Target.OfNumber number) {
            double[] actual = values(targets(rows), number);
            return folder
                    .draw("residuals.png", out -> ResidualChart.write(values(outputs, number), actual, out))
                    .stream()
                    .toList();
        }
        List<String> labels = ((Target.OfClasses) target).labels();
        return Stream.of(
                        folder.draw(
                                "confusion.png",
                                out -> ConfusionChart.write(classes.confusion(), labels, target.name(), out)),
                        drawCalibration(folder))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> drawCalibration(RunFolder folder) {
        List<Calibration.Bin> bins = classes.calibration().bins().stream()
                .filter(bin -> bin.rows() > 0)
                .toList();
        return folder.draw(
                "calibration.png",
                out -> CalibrationChart.write(
                        bins.stream()
                                .mapToDouble(Calibration.Bin::meanPredicted)
                                .toArray(),
                        bins.stream().mapToDouble(Calibration.Bin::fraction).toArray(),
                        bins.stream().mapToInt(Calibration.Bin::rows).toArray(),
                        out));
    }
}
