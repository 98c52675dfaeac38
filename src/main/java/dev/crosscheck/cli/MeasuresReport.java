package dev.crosscheck.cli;

import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.data.table.Task;
import dev.crosscheck.measure.ClassMeasures;
import dev.crosscheck.measure.Measures;
import dev.crosscheck.run.AtomicFile;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.plot.ConfusionChart;
import dev.crosscheck.showing.plot.ResidualChart;
import dev.crosscheck.tables.TableAnswers;
import dev.crosscheck.text.Text;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Prints measures of a network's answers as tables, and draws them in a run's folder. */
final class MeasuresReport {
    /** Maximum classes of a confusion matrix that is printed. */
    private static final int MOST_CLASSES = 20;

    /** Half a screen, at the end of training. */
    private static final int MOST_COLUMNS = 12;

    private final OutputOptions output;
    private final RunFolder folder;

    MeasuresReport(OutputOptions output, RunFolder folder) {
        this.output = output;
        this.folder = folder;
    }

    /** Prints which columns are worth most; {@code inspect --json} and the model's file have all. */
    static void print(OutputOptions output, @Nullable Importance importance, Task task) {
        if (importance == null) {
            output.print("Permutation importance: left out, it would take too long for this network and table.");
            return;
        }
        output.print("%s", importance.words(task));
        output.printTable(
                Importance.HEADINGS, importance.cells(task), row -> row, MOST_COLUMNS, "columns are worth less.");
    }

    /** Prints measures of the same kind, a row for each, by the names of the models that they are of. */
    void print(Map<String, Measures> measured) {
        Measures first = measured.values().iterator().next();
        output.printTable(
                after("", first.words().keySet()),
                List.copyOf(measured.keySet()),
                name -> after(name, measured.get(name).words().values()));
    }

    private static List<String> after(String first, Collection<String> others) {
        return Stream.concat(Stream.of(first), others.stream()).toList();
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
        output.print("");
        output.printTable(
                List.of(noun, "precision", "recall", "F1", "examples", "taken for"),
                IntStream.range(0, names.size()).boxed().toList(),
                c -> cells(measures, c, names));
    }

    private static List<?> cells(ClassMeasures measures, int c, List<String> names) {
        ClassMeasures.OfClass of = measures.classes().get(c);
        return List.of(
                names.get(c),
                share(of.precision()),
                share(of.recall()),
                share(of.f1()),
                of.rows(),
                takenFor(measures.confusion()[c], c, names));
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
        answers.sentences().forEach(words -> output.print("%s", words));
        Target target = answers.target();
        if (target instanceof Target.OfNumber number) {
            draw("residuals.png", out -> ResidualChart.write(answers.values(number), answers.actual(number), out));
        } else {
            ClassMeasures decided = answers.decided();
            showClasses(
                    decided == null ? (ClassMeasures) answers.measures() : decided,
                    target.name(),
                    ((Target.OfClasses) target).labels());
        }
    }

    private void draw(String name, AtomicFile.Writer writer) {
        folder.draw(name, writer).ifPresent(output::warn);
    }
}
