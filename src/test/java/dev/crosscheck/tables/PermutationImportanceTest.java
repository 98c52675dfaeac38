package dev.crosscheck.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.TableData;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.model.Model;
import dev.crosscheck.model.Origin;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Initialization;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.Nd4jTest;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.dl4j.Dl4jModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.factory.Nd4j;

/** Permutation importance beside a plain recomputation: cells change places, and Deeplearning4j answers all rows again. */
class PermutationImportanceTest extends Nd4jTest {
    /** DL4J computes in float: some units in the last place of sums of dozens of terms, and of a logarithm. */
    private static final double TOLERANCE = 2e-5;

    @TempDir
    private Path folder;

    private static TableData data(Path file, String target, int validation, boolean oneOutput) {
        return ReadTables.data(file, ReadTables.source(target, null), validation, oneOutput);
    }

    private static Model network(TableData data, Loss loss, Integer... hidden) {
        Setup setup = Setups.of(
                        List.of(hidden), Elementwise.RELU, loss, OptimizerSpec.Kind.ADAM, 0, Initialization.TORCH)
                .of(data.train().features(), data.train().outputs());
        return new Model(
                "drawn",
                setup.network(),
                NetworkState.drawn(setup).parameters(),
                data.preparation(),
                new Origin("a test", 1L, null, Map.of()));
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
        float[] outputs = Dl4jModel.network(model)
                .output(Nd4j.create(features, rows.size(), rows.features()))
                .ravel()
                .toFloatVector();
        double sum = 0;
        float[] targets = new float[rows.size() * rows.outputs()];
        rows.targets(IntStream.range(0, rows.size()).toArray(), 0, rows.size(), targets);
        for (int row = 0; row < rows.size(); row++) {
            if (rows.classes() == 0) {
                double residual = outputs[row] - targets[row];
                sum += residual * residual;
                continue;
            }
            int label = rows.labels()[row];
            double p = rows.outputs() > 1 ? outputs[row * rows.outputs() + label] : outputs[row];
            sum -= Math.log(rows.outputs() == 1 && label == 0 ? 1 - p : p);
        }
        return rows.classes() == 0 ? rows.unit() * Math.sqrt(sum / rows.size()) : sum / rows.size();
    }

    private static void isThatOfARecomputation(TableData data, Model network, int validation, int seed) {
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
        assertEquals(error, found.error(), tolerance);
        List<String> names = data.preprocessing().columns();
        int at = 0;
        for (int i = 0; i < names.size(); i++) {
            int wide = features(data.preprocessing(), names.get(i));
            double sum = 0;
            double squares = 0;
            for (int shuffle = 0; shuffle < 5; shuffle++) {
                int[] from = shuffled(rows.size(), random);
                float[] moved = features.clone();
                for (int row = 0; row < rows.size(); row++) {
                    System.arraycopy(features, from[row] * width + at, moved, row * width + at, wide);
                }
                double rise = error(network, rows, moved) - error;
                sum += rise;
                squares += rise * rise;
            }
            Importance.Column column = found.columns().get(i);
            assertEquals(names.get(i), column.name());
            assertEquals(sum / 5, column.rise(), tolerance, column.name());
            double variance = Math.max(0, squares / 5 - sum / 5 * sum / 5);
            assertEquals(Math.sqrt(variance), column.deviation(), 10 * tolerance, column.name());
            assertNotEquals(0, column.rise(), column.name());
            at += wide;
        }
        assertEquals(width, at);
        assertTrue(found.isOf(data.preprocessing()));
    }

    /** @return the number of features of a column, or of its parts */
    private static int features(Preprocessing preprocessing, String column) {
        return preprocessing.inputs().stream()
                .filter(input -> input.column().equals(column))
                .mapToInt(Input::width)
                .sum();
    }

    @ParameterizedTest
    @CsvSource({
        "species, CATEGORICAL_CROSS_ENTROPY, 0, 3, 12",
        "species, CATEGORICAL_CROSS_ENTROPY, 60, 4, 12",
        "sex, BINARY_CROSS_ENTROPY, 40, 5, 12",
        "sex, CATEGORICAL_CROSS_ENTROPY, 0, 6, 12",
        "body_mass_g, MEAN_SQUARED_ERROR, 50, 7, 12",
        "body_mass_g, HUBER, 0, 8, 12",
        "species, CATEGORICAL_CROSS_ENTROPY, 0, 1,"
    })
    void aPlainRecomputationGivesTheSame(String target, Loss loss, int validation, int seed, Integer hidden) {
        TableData data = data(ReadTables.PENGUINS, target, validation, loss == Loss.BINARY_CROSS_ENTROPY);
        Integer[] layers = hidden == null ? new Integer[0] : new Integer[] {hidden, 7};
        isThatOfARecomputation(data, network(data, loss, layers), validation, seed);
    }

    @Test
    void ofManyRowsSomeAreDrawn() throws IOException {
        StringBuilder text = new StringBuilder("x,c,z,y\n");
        for (int i = 0; i < 12_000; i++) {
            text.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%s,%d\n",
                    i * 37 % 1009,
                    "rgb".charAt(i % 3),
                    Math.max(0, i % 7 - 2) * 0.013,
                    i * 91 % 2003));
        }
        Path file = Files.writeString(folder.resolve("many.csv"), text);
        TableData data = data(file, "y", 0, false);
        Model network = network(data, Loss.MEAN_SQUARED_ERROR, 5);
        isThatOfARecomputation(data, network, 0, 3);
        Importance found = PermutationImportance.of(network, data, 0, 3).orElseThrow();
        assertEquals(2000, found.rows());
    }

    /** The parts of a date change places together. */
    @Test
    void aColumnWithSeveralInputsIsShuffledAsOne() throws IOException {
        StringBuilder text = new StringBuilder("a,day,y\n");
        for (int i = 0; i < 300; i++) {
            text.append(i * 37 % 101);
            text.append(String.format(Locale.ROOT, ",%d-%02d-%02d,", 2000 + i % 9, 1 + i % 12, 1 + i % 28));
            text.append(i * 91 % 203).append('\n');
        }
        Path file = Files.writeString(folder.resolve("several.csv"), text);
        TableData data = data(file, "y", 0, false);
        assertEquals(List.of("a", "day"), data.preprocessing().columns());
        assertTrue(features(data.preprocessing(), "day") > 3);
        isThatOfARecomputation(data, network(data, Loss.MEAN_SQUARED_ERROR, 6), 0, 2);
    }

    @Test
    void whatWouldTakeTooLongIsLeftOut() {
        TableData data = data(ReadTables.PENGUINS, "species", 0, false);
        // 11 features: 1,600 x 1,600 weights for each of 7 columns, 5 shuffles and 50 rows are more than 2e9 products.
        Model large = network(data, Loss.CATEGORICAL_CROSS_ENTROPY, 1600, 1600);
        assertTrue(PermutationImportance.of(large, data, 0, 1).isEmpty());
    }
}
