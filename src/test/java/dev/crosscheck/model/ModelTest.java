package dev.crosscheck.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.Preparation;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Inputs;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.TablePreparation;
import dev.crosscheck.data.table.Target;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTest {
    /** 2-1-2 with numbers that a reader can redo: W1 = (1, 2), b1 = 3, W2 = (4, 5), b2 = (6, -7.5). */
    private static final Model SMALL = new Model(
            "small",
            NetworkSpec.digits(1).of(2, 2),
            new float[] {1, 2, 3, 4, 5, 6, -7.5f},
            new Preparation.Images(1, 1, 2, 0.5, 0.25, List.of("day", "night"), null, null, false),
            new Origin("Crosscheck 1", 7L, OptimizerSpec.Kind.ADAM.byDefault(), Map.of("a", "0f".repeat(32))));

    private static final String DESCRIPTION =
            "{\"format\":1,\"network\":{\"inputs\":2,\"hidden\":[{\"units\":1,\"activation\":\"relu\"}],\"outputs\":2,"
                    + "\"loss\":\"CATEGORICAL_CROSS_ENTROPY\",\"output\":null,\"dropout\":0.0,"
                    + "\"initialization\":\"TORCH\",\"groups\":1},\"preparation\":{\"kind\":\"images\",\"channels\":1,\"rows\":1,\"columns\":2,"
                    + "\"mean\":0.5,\"deviation\":0.25,\"classes\":[\"day\",\"night\"],\"split\":null,\"ranges\":null,\"handwriting\":false},\"origin\":{"
                    + "\"program\":\"Crosscheck 1\",\"seed\":7,\"optimizer\":{\"kind\":\"ADAM\",\"learningRate\":0.001,"
                    + "\"momentum\":0.0,\"weightDecay\":0.0,\"epsilon\":\"ON_RAW\"},"
                    + "\"dataSha256\":{\"a\":\""
                    + "0f".repeat(32) + "\"}}}";

    private static final String ARRAYS = "\"fc1.weight\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"fc1.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]},"
            + "\"fc2.weight\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[12,20]},"
            + "\"fc2.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[20,28]}";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void save() {
        file = folder.resolve(Model.FILE);
        SMALL.save(file);
    }

    private static byte[] bytes(String description, String arrays, float... values) {
        String quoted = description.replace("\\", "\\\\").replace("\"", "\\\"");
        byte[] header = ("{\"__metadata__\":{\"crosscheck\":\"" + quoted + "\"}," + arrays + "}")
                .getBytes(StandardCharsets.UTF_8);
        int padded = (header.length + 7) / 8 * 8;
        ByteBuffer bytes = ByteBuffer.allocate(8 + padded + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(header);
        while (bytes.position() < 8 + padded) {
            bytes.put((byte) ' ');
        }
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }

    @Test
    void everyByteIsAsTheFormatSays() throws IOException {
        assertArrayEquals(bytes(DESCRIPTION, ARRAYS, SMALL.values()), Files.readAllBytes(file));
    }

    @Test
    void whatIsWrittenIsReadBackFromTheFileAndFromItsFolder() {
        for (Path path : List.of(file, folder)) {
            Model read = Model.load(path);
            assertEquals(file.toString(), read.name());
            assertEquals(SMALL.spec(), read.spec());
            assertArrayEquals(SMALL.values(), read.values());
            assertEquals(SMALL.preparation(), read.preparation());
            assertEquals(SMALL.origin(), read.origin());
            assertEquals(SMALL.parametersSha256(), read.parametersSha256());
        }
    }

    @Test
    void itAnswersAsOnPaper() {
        // relu(0.5 + 2 0.25 + 3) = 4, so z = (22, 12.5); relu(1 - 10 + 3) = 0, so z = b2.
        Matrix answers = SMALL.answer(new Matrix(2, 2, 0.5, 0.25, 1, -5));
        double first = 1 / (1 + Math.exp(12.5 - 22));
        double second = 1 / (1 + Math.exp(-7.5 - 6));
        assertArrayEquals(new double[] {first, 1 - first, second, 1 - second}, answers.data(), 1e-15);
    }

    @Test
    void aTablesPreparationAndImportanceAreKept() {
        Preprocessing preprocessing = Inputs.preprocessing(
                List.of("NA"),
                List.of(
                        Inputs.texts("island", List.of("\"Dream\"", "Biscoe"), false),
                        Inputs.number("bill", 44.5, 5.3, 44.5, 44.5, true)),
                List.of(),
                new Target.OfNumber("mass", 4200.5, 800.25, null));
        Importance importance = new Importance(
                Importance.Part.VALIDATION,
                50,
                60,
                5,
                12.5,
                List.of(new Importance.Column("island", 1, 0.5), new Importance.Column("bill", -1, 0.25)));
        Model table = DrawnModels.ofTable(preprocessing, Elementwise.TANH, 3);
        table.with(TablePreparation.of(table.preparation()).with(importance)).save(file);
        Model read = Model.load(file);
        assertEquals(new TablePreparation(preprocessing, importance, null), read.preparation());
        CrosscheckException e = assertThrows(CrosscheckException.class, read::form);
        assertTrue(e.getMessage().contains("found one of a table, which answers with \"mass\""), e.getMessage());
    }

    private void refused(byte[] bytes, String found) throws IOException {
        Files.write(file, bytes);
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> Model.load(file));
        assertTrue(e.getMessage().startsWith(file + ": expected "), e.getMessage());
        assertTrue(e.getMessage().contains(found), e.getMessage());
        assertEquals(Model.REMEDY, e.remedy());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "format":1          | "format":2                  | format: expected 1, found 2
            "inputs":2          | "inputs":0                  | both inputs and outputs
            "outputs":2         | "outputs":3                 | expected arrays
            "units":1           | "units":2                   | expected arrays
            "units":1           | "units":65537               | from 1 to 65536
            relu                | step                        | no activation "step"
            relu                | softmax                     | A softmax over one unit
            "output":null       | "output":"sigmoid"          | does not go with
            "loss":"CATEGORICAL_CROSS_ENTROPY" | "loss":"MEAN_SQUARED_ERROR" | an output layer with softmax
            "loss":"CATEGORICAL_CROSS_ENTROPY" | "loss":"HALF_SQUARED_ERROR" | A network with the loss half
            "rows":1            | "rows":2                    | a network of 4 inputs
            "rows":1            | "rows":70000                | pixels
            "mean":0.5          | "mean":-0.5                 | a mean from 0 to 1
            "deviation":0.25    | "deviation":0               | a deviation
            "night"             | "day"                       | each class once
            "night"             | "\\u0007"                   | each class once
            ["day","night"]     | ["day"]                     | from 2 to 1000 classes
            "split":null        | "split":{"testShare":2,"seed":1} | split/testShare: expected a number from 0 to 1
            0f0f                | 0f0g                        | SHA-256
            "learningRate":0.001 | "learningRate":-1          | learningRate: expected a number above 0
            """)
    void anotherDescriptionIsRefused(String from, String to, String found) throws IOException {
        assertTrue(DESCRIPTION.contains(from), from);
        refused(bytes(DESCRIPTION.replace(from, to), ARRAYS, SMALL.values()), found);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            [1,2]    | [2,1]
            [8,12]   | [4,12]
            fc1.bias | fc1.Bias
            F32      | F64
            """)
    void otherArraysAreRefused(String from, String to) throws IOException {
        refused(bytes(DESCRIPTION, ARRAYS.replace(from, to), SMALL.values()), "");
    }

    /** Inputs are within 2; a unit is within its sum s, taken as 2 + 1.1 s so that it holds for every activation. No sum may be above 1e30. */
    @ParameterizedTest
    @CsvSource({
        "-1e29, 2e29, -3e29, -1, 0, 0, 0, true", // 9e29 in the hidden unit, and 9.9e29
        "-1e29, 2e29, -4.1e29, 0, 0, 0, 0, false",
        "-1e29, 2e29, -3e29, -1.02, 0, 0, 0, false",
        "-1e29, 2e29, -3e29, 0, 1, 0, 2e28, false",
        "-1e29, 2e29, -3e29, 0, 1, 0, -2e28, false",
        "-1e29, 2e29, -3e29, 0, 1, 2e28, 0, true",
    })
    void sumsThatNoInputBringsNearInfinityAreTaken(
            float w1, float w2, float b, float v1, float v2, float c1, float c2, boolean taken) throws IOException {
        takes(taken, bytes(DESCRIPTION, ARRAYS, w1, w2, b, v1, v2, c1, c2));
    }

    private void takes(boolean taken, byte[] bytes) throws IOException {
        if (taken) {
            Files.write(file, bytes);
            Model.load(file);
        } else {
            refused(bytes, "finite");
        }
    }

    /** Of two networks side by side the second's hidden unit is within 2.2e29, which only its own next unit takes five times. */
    @ParameterizedTest
    @CsvSource({"5, 1, true", "1, 5, false"})
    void aGroupsSumIsThatOfItsOwnUnits(float first, float second, boolean taken) throws IOException {
        String layer = "{\"units\":2,\"activation\":\"relu\"}";
        String description = DESCRIPTION
                .replace("{\"units\":1,\"activation\":\"relu\"}", layer + "," + layer)
                .replace("\"groups\":1", "\"groups\":2");
        String arrays = "\"fc1.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
                + "\"fc1.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[16,24]},"
                + "\"fc2.weight\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[24,32]},"
                + "\"fc2.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[32,40]},"
                + "\"fc3.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[40,56]},"
                + "\"fc3.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[56,64]}";
        takes(taken, bytes(description, arrays, 0, 0, 1e29f, 0, 0, 0, first, second, 0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void numbersThatAreNoneAndThoseThatOverflowAreRefused() throws IOException {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, 3e38f}) {
            float[] values = SMALL.values().clone();
            values[1] = bad;
            refused(bytes(DESCRIPTION, ARRAYS, values), "finite");
        }
    }
}
