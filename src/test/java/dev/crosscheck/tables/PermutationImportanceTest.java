package dev.crosscheck.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Permutation importance beside a plain recomputation: cells change places, and the network answers all rows again. */
class PermutationImportanceTest {
    /** Figures have six digits, and a rise is a difference of errors. */
    private static final double TOLERANCE = 2e-6;

    private static TableData data(Path file, String target, int validation) {
        return ReadTables.data(file, ReadTables.source(target, null), validation, target.equals("sex"));
    }

    private static int[] shuffled(int count, SplittableRandom random) {
        int[] order = IntStream.range(0, count).toArray();
        for (int i = count - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }

    private static double error(Model model, TableExamples rows, float[] features) {
        Matrix outputs = model.answer(Matrix.widened(rows.size(), features));
        double sum = 0;
        float[] targets = new float[rows.size() * rows.outputs()];
        rows.targets(IntStream.range(0, rows.size()).toArray(), 0, rows.size(), targets);
        for (int row = 0; row < rows.size(); row++) {
            if (rows.classes() == 0) {
                double residual = outputs.get(row, 0) - targets[row];
                sum += residual * residual;
                continue;
            }
            int label = rows.labels()[row];
            double p = outputs.get(row, rows.outputs() > 1 ? label : 0);
            sum -= Math.log(rows.outputs() == 1 && label == 0 ? 1 - p : p);
        }
        return rows.classes() == 0 ? rows.unit() * Math.sqrt(sum / rows.size()) : sum / rows.size();
    }

    private static void isThatOfARecomputation(Path file, String target, int validation, int seed, int... hidden) {
        TableData data = data(file, target, validation);
        Model network = DrawnModels.ofTable(data.preprocessing(), Elementwise.RELU, hidden);
        Importance found =
                PermutationImportance.of(network, data, validation, seed).orElseThrow();
        SplittableRandom random = new SplittableRandom(seed);
        // Never rows that were trained on.
        TableExamples part = validation == 0 ? data.test() : data.train();
        int first = validation == 0 ? 0 : part.size() - validation;
        int[] drawn = IntStream.of(shuffled(part.size() - first, random))
                .limit(2000)
                .map(row -> row + first)
                .sorted()
                .toArray();
        TableExamples rows = part.select(drawn);
        assertEquals(validation == 0 ? Importance.Part.TEST : Importance.Part.VALIDATION, found.part());
        int width = rows.features();
        float[] features = new float[rows.size() * width];
        rows.features(IntStream.range(0, rows.size()).toArray(), 0, rows.size(), features, 0);
        double error = error(network, rows, features);
        double tolerance = TOLERANCE * (1 + error);
        assertEquals(rows.size(), found.rows());
        assertEquals(rows.size() == part.size() - first ? null : part.size() - first, found.drawnFrom());
        assertEquals(error, found.error(), tolerance);
        assertEquals(
                data.preprocessing().columns(),
                found.columns().stream().map(Importance.Column::name).toList());
        int at = 0;
        for (Importance.Column column : found.columns()) {
            int wide = data.preprocessing().inputs().stream()
                    .filter(input -> input.column().equals(column.name()))
                    .mapToInt(Input::width)
                    .sum();
            double[] rises = new double[5];
            for (int shuffle = 0; shuffle < 5; shuffle++) {
                int[] from = shuffled(rows.size(), random);
                float[] moved = features.clone();
                for (int row = 0; row < rows.size(); row++) {
                    System.arraycopy(features, from[row] * width + at, moved, row * width + at, wide);
                }
                rises[shuffle] = error(network, rows, moved) - error;
            }
            double mean = Arrays.stream(rises).sum() / 5;
            double squares = Arrays.stream(rises).map(rise -> rise * rise).sum();
            assertEquals(mean, column.rise(), tolerance, column.name());
            assertEquals(Math.sqrt(squares / 5 - mean * mean), column.deviation(), tolerance, column.name());
            assertNotEquals(0, column.rise(), column.name());
            at += wide;
        }
        assertEquals(width, at);
    }

    @ParameterizedTest
    @CsvSource({"species, 0, 3", "species, 60, 4", "sex, 40, 5", "body_mass_g, 50, 7"})
    void aPlainRecomputationGivesTheSame(String target, int validation, int seed) {
        isThatOfARecomputation(ReadTables.PENGUINS, target, validation, seed, 12, 7);
        isThatOfARecomputation(ReadTables.PENGUINS, target, validation, seed);
    }

    /** Of 2,020 rows to validate on 2,000 are drawn; the parts of a date change places together. */
    @Test
    void ofManyRowsSomeAreDrawn(@TempDir Path folder) throws IOException {
        StringBuilder text = new StringBuilder("x,c,z,day,y\n");
        for (int i = 0; i < 2700; i++) {
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%s,%d-%02d-%02d,%d\n",
                    i * 37 % 1009,
                    "rgb".charAt(i % 3),
                    Math.max(0, i % 7 - 2) * 0.013,
                    2000 + i % 9,
                    1 + i % 12,
                    1 + i % 28,
                    i * 91 % 2003));
        }
        isThatOfARecomputation(Files.writeString(folder.resolve("many.csv"), text), "y", 2020, 3, 5);
    }

    /** 11 features: 1,600 x 1,600 weights for each of 7 columns, 5 shuffles and 50 rows are more than 2e9 products. */
    @Test
    void whatWouldTakeTooLongIsLeftOut() {
        TableData data = data(ReadTables.PENGUINS, "species", 0);
        Model large = DrawnModels.ofTable(data.preprocessing(), Elementwise.RELU, 1600, 1600);
        assertTrue(PermutationImportance.of(large, data, 0, 1).isEmpty());
    }
}
