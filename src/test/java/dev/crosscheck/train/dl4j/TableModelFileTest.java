package dev.crosscheck.train.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.table.FitOptions;
import dev.crosscheck.data.table.Importance;
import dev.crosscheck.data.table.Input;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.train.Nd4jTest;
import dev.crosscheck.train.byhand.NetworkState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Model files of tables, damaged and hostile ones. */
class TableModelFileTest extends Nd4jTest {
    private static final String ROWS = "size,colour,kind,price\n1,red,a,3.5\n2,blue,b,4\n3,red,a,9\n4,red,b,1\n";

    @TempDir
    private Path folder;

    private Path file;

    private static TrainedOn data(String target) {
        Table table = Table.read("rows.csv", ROWS.getBytes(StandardCharsets.UTF_8), TableOptions.FOUND);
        TargetColumn column = TargetColumn.of(table, target, null, false);
        Preprocessing fitted =
                Preprocessing.fit(table, column, IntStream.range(0, 4).toArray(), FitOptions.USUAL);
        List<Importance.Column> columns = fitted.inputs().stream()
                .map(input -> input instanceof Input.OfNumber
                        ? new Importance.Column(input.name(), 0.5, 0.25, 1.0, 4.0)
                        : new Importance.Column(input.name(), -0.5, 0.25, null, null))
                .toList();
        Importance importance = new Importance(Importance.Part.TRAINING, 4, 5, 0.125, columns);
        return new TrainedOn(Map.of("rows.csv", "ab".repeat(32)), fitted, importance);
    }

    private void save(String target, Loss loss, int inputs, int outputs) throws IOException {
        NetworkForm usual = NetworkForm.digits(4);
        NetworkForm form = new NetworkForm(
                usual.hidden(), usual.activation(), loss, usual.optimizer(), 0, 0, 0, usual.initialization());
        ModelFile.save(
                new DenseNetwork(form, inputs, outputs, 0.001).of(NetworkState.drawn(1, form, inputs, outputs)),
                data(target),
                file);
    }

    @BeforeEach
    void save() throws IOException {
        file = folder.resolve("model.zip");
        save("kind", Loss.BINARY_CROSS_ENTROPY, 4, 1);
    }

    @Test
    void isReadAsItWasWrittenAndTellsNothingOfImages() {
        ModelContent content = ModelFile.read(file);
        assertEquals(data("kind").table(), content.table());
        assertEquals(data("kind").sha256(), content.dataSha256());
        assertEquals(data("kind").importance(), content.importance());
        assertEquals(
                List.of("size", "colour", "price"), names(content.importance().columns()));
        assertEquals("size", content.importance().byRise().get(0).name());
        CrosscheckException e = assertThrows(CrosscheckException.class, content::form);
        assertTrue(e.getMessage().contains("expected a model of images, found one of a table"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "kind, BINARY_CROSS_ENTROPY, 3, 1, '4 inputs, hidden layers and 1 outputs, found 2 layers, 3 inputs'",
        "kind, CATEGORICAL_CROSS_ENTROPY, 4, 3, '4 inputs, hidden layers and 2 outputs, found'",
        "kind, MEAN_SQUARED_ERROR, 4, 1, '4 inputs, hidden layers and 2 outputs, found'",
        "price, BINARY_CROSS_ENTROPY, 5, 1, 'an output layer with identity, found one with sigmoid'",
        "price, MEAN_SQUARED_ERROR, 5, 2, 'one unit with sigmoid or identity'",
        "price, CATEGORICAL_CROSS_ENTROPY, 5, 2, 'hidden layers and 1 outputs'"
    })
    void aNetworkThatDoesNotFitTheTableIsRefused(String target, Loss loss, int inputs, int outputs, String part)
            throws IOException {
        save(target, loss, inputs, outputs);
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> ModelFile.read(file));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void everyKindOfOutputIsRead() throws IOException {
        save("kind", Loss.CATEGORICAL_CROSS_ENTROPY, 4, 2);
        assertEquals(4, ModelFile.read(file).table().width());
        save("price", Loss.MEAN_SQUARED_ERROR, 5, 1);
        assertEquals(5, ModelFile.read(file).table().width());
        save("price", Loss.HUBER, 5, 1);
        assertEquals(5, ModelFile.read(file).table().width());
    }

    @ParameterizedTest
    @CsvSource({
        "'\"table\"', '\"tables\"', 'expected an object of a kind that is one of images, table, found \"tables\"'",
        "'\"table\"', '\"images\"', 'expected a member \"rows\", found none'",
        "'\"format\" : 1', '\"format\" : 2', 'format: expected'",
        "'\"preprocessing\"', '\"processing\"', 'expected a member \"preprocessing\", found none'",
        "'\"type\" : \"classes\"', '\"type\" : \"java.lang.Runtime\"', '/preprocessing/target: expected an object of a kind that is one of classes, number, found'",
        "'\"labels\" : [ \"a\", \"b\" ]', '\"labels\" : [ \"b\", \"a\" ]', '/preprocessing/target/labels/1: expected sorted labels, each once, found \"a\"'",
        "'\"labels\" : [ \"a\", \"b\" ]', '\"labels\" : [ \"a\" ]', '/preprocessing/target/labels: expected 2 to 1000 elements, found 1'",
        "'\"categories\" : [ \"blue\", \"red\" ]', '\"categories\" : [ \"blue\", \"red\", \"x\" ]', '5 inputs, hidden layers'",
        "'\"name\" : \"colour\"', '\"name\" : \"size\"', '/preprocessing/inputs: expected columns that are there once, found \"size\"'",
        "'\"part\" : \"TRAINING\"', '\"part\" : \"TEST\"', '/importance/part: expected one of'",
        "'\"rise\" : 0.5', '\"rise\" : 1e101', '/importance/columns/0/rise: expected a number'",
        "'\"deviation\" : 0.25,', '\"deviation\" : -1,', '/importance/columns/0/deviation: expected a number'",
        "'\"low\" : 1.0', '\"low\" : 9.0', '/importance/columns/0/high: expected a number from 9.0 to 1.0E100, found 4.0'",
        "'\"low\" : null', '\"low\" : 9.0', '/importance/columns/1/low: expected it where there is high, and only there, found 9.0'",
        "'\"name\" : \"colour\",\n      \"rise\"', '\"name\" : \"size\",\n      \"rise\"', 'figures of each input'",
        "'\"shuffles\" : 5,', '', 'expected a member \"shuffles\"'",
        "'abab', 'abxx', '/dataSha256/rows.csv: expected'"
    })
    void aTextThatIsNoneIsRefused(String from, String to, String part) throws IOException {
        refused(json -> json.replace(from, to), from, part);
    }

    /** As models from before it was found out, or by another program. */
    @ParameterizedTest
    @ValueSource(strings = {",\"importance\":null", ""})
    void withoutImportanceAModelIsRead(String member) throws IOException {
        byte[] changed = ModelBytes.with(Files.readAllBytes(file), entries -> {
            String json = new String(entries.get("crosscheck.json"), StandardCharsets.UTF_8);
            String without = json.replaceAll("(?s),\\s*\"importance\" : \\{.*?\\]\\s*\\}", member);
            assertFalse(without.contains("rise"), without);
            entries.put("crosscheck.json", without.getBytes(StandardCharsets.UTF_8));
        });
        ModelContent content = ModelFile.read("model.zip", changed);
        assertNull(content.importance());
        assertEquals(data("kind").table(), content.table());
    }

    private static List<String> names(List<Importance.Column> columns) {
        return columns.stream().map(Importance.Column::name).toList();
    }

    @Test
    void withoutItsPreprocessingAModelIsRefused() throws IOException {
        refused(json -> "{\"kind\":\"table\",\"format\":1,\"dataSha256\":{}}", "", "\"preprocessing\", found none");
        refused(
                json -> "{\"kind\":\"table\",\"format\":1,\"preprocessing\":null,\"dataSha256\":{}}",
                "",
                "/preprocessing: expected an object");
    }

    /** Without the text it is a model of images, which no sigmoid ends. */
    @Test
    void withoutWhatItWasTrainedOnASigmoidIsRefused() throws IOException {
        byte[] changed = ModelBytes.with(Files.readAllBytes(file), entries -> entries.remove("crosscheck.json"));
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> ModelFile.read("model.zip", changed));
        assertTrue(
                e.getMessage().contains("expected an output layer with softmax, found one with sigmoid"),
                e.getMessage());
    }

    private void refused(java.util.function.UnaryOperator<String> change, String from, String part) throws IOException {
        byte[] changed = ModelBytes.with(Files.readAllBytes(file), entries -> {
            String json = new String(entries.get("crosscheck.json"), StandardCharsets.UTF_8);
            assertTrue(json.contains(from), json);
            entries.put("crosscheck.json", change.apply(json).getBytes(StandardCharsets.UTF_8));
        });
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> ModelFile.read("model.zip", changed));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
