package dev.crosscheck.train.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.data.PictureOptions;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.train.Nd4jTest;
import dev.crosscheck.train.byhand.NetworkState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model's file tells of its data. */
class TrainedOnTest extends Nd4jTest {
    private static final TrainedOn DATA = new TrainedOn(
            new ImageForm(2, 3, new Normalisation(0.25, 0.5), List.of("cat", "dog", "löwe \"1\"")),
            Map.of("train-pictures", "ab".repeat(32)),
            new PictureOptions.Split(0.2, 7));

    @TempDir
    private Path folder;

    private Path file;
    private MultiLayerNetwork network;

    private static MultiLayerNetwork network(int inputs, int hidden, int classes) {
        NetworkForm form = NetworkForm.digits(hidden);
        return new DenseNetwork(form, inputs, classes, 0.001).of(NetworkState.drawn(1, form, inputs, classes));
    }

    @BeforeEach
    void save() throws IOException {
        file = folder.resolve("model.zip");
        network = network(6, 4, 3);
        ModelFile.save(network, DATA, file);
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        ModelContent content = ModelFile.read(file);
        assertEquals(DATA.form(), content.form());
        assertEquals(DATA.sha256(), content.dataSha256());
        assertEquals(DATA.split(), content.split());
        assertTrue(content.tellsData());
        assertEquals(DATA, TrainedOn.read(DATA.json()));
    }

    @Test
    void plainDl4jReadsTheFile() throws IOException {
        MultiLayerNetwork loaded = MultiLayerNetwork.load(file.toFile(), true);
        assertArrayEquals(network.params().toFloatVector(), loaded.params().toFloatVector());
    }

    @Test
    void olderModelsAreOfDigits() throws IOException {
        Path older = folder.resolve("older.zip");
        ModelFile.save(network(784, 2, 10), null, older);
        assertEquals(ImageForm.ofDigits(28, 28), ModelFile.read(older).form());
        ModelFile.save(network(200, 2, 10), null, older);
        ModelContent other = ModelFile.read(older);
        assertThrows(CrosscheckException.class, other::form);
        assertEquals(ImageForm.ofDigits(10, 20), other.form(ImageForm.ofDigits(10, 20)), "as the data have it");
    }

    @Test
    void aNetworkForOtherImagesThanItTellsIsRefused() throws IOException {
        ModelFile.save(network(6, 4, 5), DATA, file);
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> ModelFile.read(file));
        assertTrue(
                e.getMessage()
                        .contains("expected a network of 6 inputs, hidden layers and 3 outputs, found 2 layers,"
                                + " 6 inputs and 5 outputs."),
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "'\"images\"', '\"tables\"', 'expected an object of a kind that is one of images, table, found \"tables\"'",
        "'\"format\" : 1', '\"format\" : 2', '/format: expected'",
        "'\"rows\" : 2', '\"rows\" : 0', '/rows: expected'",
        "'\"rows\" : 2', '\"rows\" : 65536', '/rows: expected'",
        "'\"rows\" : 2', '\"rows\" : 65535', 'hidden layers and 3 outputs'",
        "'\"mean\" : 0.25', '\"mean\" : 2', '/mean: expected'",
        "'\"deviation\" : 0.5', '\"deviation\" : 0', '/deviation: expected'",
        "'\"deviation\" : 0.5', '\"deviation\" : NaN', 'unreadable JSON'",
        "'\"dog\"', '\"cat\"', 'expected each class once'",
        "'\"dog\"', '\"\"', '/classes/1: expected'",
        "'\"dog\"', '\"a\\u202Eb\"', '/classes/1: expected'",
        "'\"cat\", ', '', '2 outputs'",
        "'\"seed\" : 7', '\"seed\" : 7, \"more\" : 1', '/split: expected no member \"more\"'",
        "'\"seed\" : 7', '\"seed\" : 7, \"seed\" : 7', 'unreadable JSON in line'",
        "'\"seed\" : 7', '\"seed\" : 7.0', '/split/seed: expected a whole number, found 7.0'",
        "'\"rows\" : 2', '\"rows\" : \"2\"', '/rows: expected a whole number, found \"2\"'",
        "'\"rows\" : 2,', '', 'expected a member \"rows\", found none'",
        "'\"mean\" : 0.25', '\"mean\" : \"0.25\"', '/mean: expected a number, found \"0.25\"'",
        "'\"dog\"', 'null', '/classes/1: expected a text, found null'",
        "'\"dog\"', '3', '/classes/1: expected a text, found 3'",
        "'{\n  \"kind\"', '[] {\n  \"kind\"', 'expected an object'",
        "'\"testShare\" : 0.2', '\"testShare\" : 1.2', '/split/testShare: expected'",
        "'abab', 'abxx', '/dataSha256/train-pictures: expected'"
    })
    void aTextThatIsNoneIsRefused(String from, String to, String part) throws IOException {
        byte[] changed = ModelBytes.with(Files.readAllBytes(file), entries -> {
            String json = new String(entries.get("crosscheck.json"), StandardCharsets.UTF_8);
            assertTrue(json.contains(from), json);
            entries.put("crosscheck.json", json.replace(from, to).getBytes(StandardCharsets.UTF_8));
        });
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> ModelFile.read("model.zip", changed));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
