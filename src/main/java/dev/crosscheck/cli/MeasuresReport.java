package dev.crosscheck.cli;

import dev.crosscheck.Printable;
import dev.crosscheck.Text;
import dev.crosscheck.data.table.Decision;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Measures;
import dev.crosscheck.measure.NumberMeasures;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.plot.ConfusionChart;
import dev.crosscheck.showing.plot.ResidualChart;
import dev.crosscheck.tables.TableAnswers;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints measures of a network's answers as tables, and draws them in a run's folder. */
final class MeasuresReport {
    /** Maximum classes of a confusion matrix that is printed. */
    private static final int MOST_CLASSES = 20;

    private final OutputOptions output;
    private final RunFolder folder;

    MeasuresReport(OutputOptions output, RunFolder folder) {
        this.output = output;
        this.folder = folder;
    }

    /** Prints measures of the same kind, a row for each, by the names of the models that they are of. */
    void print(Map<String, Measures> measured) {
        Map<String, Function<String, String>> columns = new LinkedHashMap<>();
        columns.put("", name -> name);
        measured.values()
                .iterator()
                .next()
                .words()
                .keySet()
                .forEach(measure ->
                        columns.put(measure, name -> measured.get(name).words().get(measure)));
        TextTable.print(output, columns, List.copyOf(measured.keySet()));
    }

    /**
     * Prints precision, recall and mistakes of each class, and draws these.
     *
     * @param noun what a class is of
     * @param names the classes' names
     */
    void showClasses(ClassMeasures measures, String noun, List<String> names) {
        draw("confusion.png", out -> ConfusionChart.write(measures.confusion(), names, noun, out));
        if (names.size() > MOST_CLASSES) {
            output.print("%d classes: their mistakes are in confusion.png, their measures in the JSON.", names.size());
            return;
        }
        Map<String, Function<Integer, String>> columns = new LinkedHashMap<>();
        columns.put(noun, names::get);
        columns.put("precision", c -> share(measures.classes().get(c).precision()));
        columns.put("recall", c -> share(measures.classes().get(c).recall()));
        columns.put("F1", c -> share(measures.classes().get(c).f1()));
        columns.put("examples", c -> Integer.toString(measures.classes().get(c).rows()));
        columns.put("taken for", c -> takenFor(measures.confusion()[c], c, names));
        output.print("");
        TextTable.print(
                output, columns, IntStream.range(0, names.size()).boxed().toList());
    }

    /** @return the classes that examples of one class were taken for, the most frequent first */
    private static String takenFor(int[] predicted, int label, List<String> names) {
        return IntStream.range(0, predicted.length)
                .filter(c -> c != label && predicted[c] > 0)
                .boxed()
                .sorted(Comparator.comparing(c -> -predicted[c]))
                .map(c -> names.get(c) + " (" + predicted[c] + ")")
                .collect(Collectors.joining(", "));
    }

    private static String share(double value) {
        return Text.of("%.4f", value);
    }

    /**
     * Prints measures of a table's rows, what the decision brings, and each class; draws the answers.
     *
     * @param measured by the names of the models that they are of
     * @param answers of the network
     */
    void show(Map<String, Measures> measured, TableAnswers answers) {
        print(measured);
        Measures measures = answers.measures();
        ClassMeasures decided = answers.decided();
        Target target = answers.target();
        Decision decision = answers.decision();
        if (measures instanceof NumberMeasures numbers && numbers.coverage() != null) {
            NumberMeasures.Coverage coverage = numbers.coverage();
            output.print(
                    "Intervals: answer ± %.5g on average; %.1f%% of %d rows are inside (95 %% CI %.1f..%.1f); promised: %s%%.",
                    coverage.halfWidth(),
                    100 * coverage.share(),
                    numbers.rows(),
                    100 * coverage.interval().low(),
                    100 * coverage.interval().high(),
                    Decision.percent(coverage.level()));
        }
        if (measures instanceof ClassMeasures classes) {
            output.print("Calibration error (ECE): %.4f", classes.calibration().error());
        }
        if (decision.positive() != null) {
            int label = decision.positive().label();
            ClassMeasures.OfClass of = (decided == null ? (ClassMeasures) measures : decided)
                    .classes()
                    .get(label);
            output.print(
                    "Positive class: %s; %s recall %.4f, precision %.4f.",
                    Printable.quoted(((Target.OfClasses) target).labels().get(label)),
                    decided == null
                            ? "as the more probable class"
                            : Text.of(
                                    "from a probability of %.4g on",
                                    decision.cutOff().probability()),
                    of.recall(),
                    of.precision());
        }
        if (target instanceof Target.OfNumber number) {
            draw("residuals.png", out -> ResidualChart.write(answers.values(number), answers.actual(number), out));
        } else {
            ClassMeasures shown = decided == null ? (ClassMeasures) measures : decided;
            showClasses(shown, target.name(), ((Target.OfClasses) target).labels());
        }
    }

    private void draw(String name, AtomicFile.Writer writer) {
        folder.draw(name, writer).ifPresent(output::warn);
    }
}
