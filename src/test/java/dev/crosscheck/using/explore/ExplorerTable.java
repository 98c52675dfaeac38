package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Tables with names that are hard on a program, and what the page answers for their raw rows. */
enum ExplorerTable {
    SOFTMAX("softmax"),
    SIGMOID("sigmoid"),
    LINEAR("linear");

    /** With what ends a string, a comment or a line in Java and Python, and with the places of the templates. */
    static final List<String> COLUMNS =
            List.of("w\"idth*/ \\u000a @outputNames@", "height \u00fc\ud83d\ude00 @weights@");

    private static final List<String> CLASSES = List.of("a\\\"); @x@", "b*/ '\"\"\"", "c\u2028\u00e9");
    private static final String TARGET = "what it's";
    private static final int ROWS = 40;

    private final String output;

    ExplorerTable(String output) {
        this.output = output;
    }

    /** @return the two columns' own values in all rows */
    static List<double[]> rows() {
        return IntStream.range(0, ROWS).mapToObj(ExplorerTable::inputs).toList();
    }

    /** @return those of a row: far from 0 and of different scales */
    static double[] inputs(int row) {
        return new double[] {1000 + 17.25 * (row * 7 % ROWS), -3 + 0.01 * (row * 11 % 23)};
    }

    private static double number(int row) {
        return 5000 + 3 * inputs(row)[0] - 200 * inputs(row)[1];
    }

    private String target(int row) {
        return this == LINEAR ? "" + number(row) : CLASSES.get(row % (this == SOFTMAX ? 3 : 2));
    }

    /** @return what each output is called */
    List<String> outputs() {
        return switch (this) {
            case SOFTMAX -> CLASSES.stream().map(name -> TARGET + " = " + name).toList();
            case SIGMOID -> List.of(TARGET + " = " + CLASSES.get(1) + " (near 1) or " + CLASSES.get(0) + " (near 0)");
            case LINEAR -> List.of(TARGET);
        };
    }

    /** The page's own answers are met to the bit, but a number's mean and deviation, which this class has of its own, err by some roundings. */
    double allowed() {
        return this == LINEAR ? 1e-9 : 0;
    }

    String config() {
        StringBuilder csv = new StringBuilder(quoted(COLUMNS.get(0)) + "," + quoted(COLUMNS.get(1)) + "," + TARGET);
        for (int row = 0; row < ROWS; row++) {
            csv.append('\n')
                    .append(inputs(row)[0])
                    .append(',')
                    .append(inputs(row)[1])
                    .append(',')
                    .append(quoted(target(row)));
        }
        Map<String, Object> data = Map.of("kind", "csv", "csv", csv.toString(), "columns", COLUMNS, "target", TARGET);
        List<?> hidden = List.of(Map.of("units", 3, "activation", "tanh"), Map.of("units", 4, "activation", "relu"));
        return new ObjectMapper()
                .valueToTree(Map.of("data", data, "hidden", hidden, "output", output, "batch", 0))
                .toString()
                .replace("'", "\\u0027"); // which Explorer would take for a quotation mark
    }

    private static String quoted(String cell) {
        return '"' + cell.replace("\"", "\"\"") + '"';
    }

    /**
     * Looks up the page's outputs for each row of the table; its examples are scaled and in an order of their own.
     *
     * @return the outputs, a number in the target's own unit
     */
    List<double[]> answers(Explorer explorer, String session, int step) {
        JsonNode examples = explorer.get("sessions/" + session).at("/data/inputs");
        assertEquals(ROWS, examples.size());
        double[][] scales = {quartiles(0), quartiles(1)};
        double[] own = scale();
        List<double[]> all = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            int example = 0;
            while (!isRow(Explorer.numbers(examples.get(example)), row, scales)) {
                example++;
            }
            JsonNode pass = explorer.get("sessions/" + session + "/pass?step=" + step + "&example=" + example);
            double[] outputs = Explorer.numbers(pass.at("/layers/2/a"));
            assertTrue(outputs.length > 0);
            all.add(this == LINEAR ? new double[] {own[0] + own[1] * outputs[0]} : outputs);
        }
        return all;
    }

    /** Floats of a size near 1 differ from their numbers by up to 1e-7; rows are further apart. */
    private static boolean isRow(double[] example, int row, double[][] scales) {
        boolean is = true;
        for (int i = 0; i < 2; i++) {
            double z = (inputs(row)[i] - scales[i][0]) / scales[i][1];
            is &= Math.abs(z / Math.sqrt(1 + z * z / 9) - example[i]) < 1e-6;
        }
        return is;
    }

    /** @return median and interquartile range of a column */
    private static double[] quartiles(int column) {
        double[] sorted = IntStream.range(0, ROWS)
                .mapToDouble(row -> inputs(row)[column])
                .sorted()
                .toArray();
        // 39 steps: the quartiles lie 9.75 and 29.25 from the least.
        double lower = 0.25 * sorted[9] + 0.75 * sorted[10];
        double upper = 0.75 * sorted[29] + 0.25 * sorted[30];
        return new double[] {(sorted[19] + sorted[20]) / 2, upper - lower};
    }

    /** @return mean and standard deviation of the number */
    private static double[] scale() {
        double[] values = new double[ROWS];
        Arrays.setAll(values, ExplorerTable::number);
        double mean = Arrays.stream(values).sum() / ROWS;
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return new double[] {mean, Math.sqrt(squares / ROWS)};
    }
}
