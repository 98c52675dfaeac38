package dev.crosscheck.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The figures of notebook 7 are those that PyTorch computes: {@code src/reference/python/convolution.py}. */
class NotebookFiguresTest {
    private static final String NOTEBOOK = "07-convolution";

    private final List<String> recorded =
            Files.readAllLines(Path.of("src", "reference", "recordings", "convolution.txt"));

    NotebookFiguresTest() throws IOException {}

    /** The example and the table of the first seed, line by line. The notebook writes out the terms of a gradient, too. */
    @Test
    void theNotebookPrintsWhatPyTorchDoes() throws IOException {
        List<String> printed = Notebook.read(Path.of("docs", "notebooks", NOTEBOOK + ".ipynb")).codeCells().stream()
                .flatMap(cell -> cell.saved().printed().lines())
                .map(line -> line.replaceFirst("^(d\\w\\[.*]) = .* = ", "$1 = "))
                .toList();
        List<String> expected = new ArrayList<>(recorded.subList(0, recorded.indexOf("seed 2")));
        assertTrue(expected.remove("seed 1"));
        assertEquals(32, expected.size());
        int next = 0;
        for (String line : printed) {
            next += next < expected.size() && line.equals(expected.get(next)) ? 1 : 0;
        }
        assertEquals(expected.size(), next, () -> String.join("\n", expected) + "\nbut\n" + String.join("\n", printed));
    }

    @Test
    void whatItSaysOfFiveSeedsIsSoInPyTorch() throws IOException {
        double[][] still = read(0);
        double[][] moved = read(2);
        Notebook.requireSays(
                NOTEBOOK,
                "the convolution reads " + mean(moved[0]) + " % of the digits moved by two pixels (" + range(moved[0])
                        + "), the dense network " + mean(moved[1]) + " % (" + range(moved[1]) + ")");
        Notebook.requireSays(NOTEBOOK, "unmoved they read " + mean(still[0]) + " and " + mean(still[1]) + " %");
    }

    /** @return the accuracies of both networks by seed, with digits moved by so many pixels */
    private double[][] read(int pixels) {
        List<double[]> rows = recorded.stream()
                .filter(line -> line.matches(" +" + pixels + " .* %"))
                .map(line -> Arrays.stream(line.replace("%", "").strip().split(" +"))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toList();
        assertEquals(5, rows.size());
        return new double[][] {
            rows.stream().mapToDouble(row -> row[1]).toArray(),
            rows.stream().mapToDouble(row -> row[2]).toArray()
        };
    }

    private static String mean(double... values) {
        return String.format(
                Locale.ROOT, "%.1f", Arrays.stream(values).average().getAsDouble());
    }

    private static String range(double... values) {
        DoubleSummaryStatistics all = Arrays.stream(values).summaryStatistics();
        return String.format(Locale.ROOT, "%.1f to %.1f %%", all.getMin(), all.getMax());
    }
}
