package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.model.Model;
import dev.crosscheck.using.explore.PageScripts;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explore --model}: a run's own network in the chapter on digits. */
class ExploredModelIT {

    @TempDir
    private Path folder;

    private Cli save(Path model, String... more) {
        String[] start = {"explore", "--save", page().toString(), "--model", model.toString()};
        String[] all = new String[start.length + more.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        return Cli.run(all);
    }

    private Path page() {
        return folder.resolve("page.html");
    }

    private JsonNode digits() throws IOException {
        Matcher digits = Pattern.compile("(?s)id=\"digits\">(.*?)</script>").matcher(Files.readString(page()));
        assertTrue(digits.find());
        return new ObjectMapper().readTree(digits.group(1));
    }

    private static double[] numbers(JsonNode list) {
        double[] numbers = new double[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = list.get(i).asDouble();
        }
        return numbers;
    }

    private Path train(String name, String... more) throws IOException {
        Path run = folder.resolve(name);
        Path data = folder.resolve("data");
        if (Files.notExists(data)) {
            IdxBytes.subset(data, 1280, 200);
        }
        String[] start = {
            "train", "--quiet", "--no-check", "--data", data.toString(), "--epochs", "2", "--out", run.toString()
        };
        String[] all = new String[start.length + more.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(more, 0, all, start.length, more.length);
        Cli trained = Cli.run(all);
        assertEquals(0, trained.code(), trained.err());
        return run;
    }

    /** Its answers are those of {@code predict}, of the run's own test images. */
    @Test
    void aModelOfTheDl4jTrainerAnswers() throws IOException {
        Cli saved = save(TrainedModel.folder().resolve("model.safetensors"));
        assertEquals(0, saved.code(), saved.err());
        JsonNode digits = digits();
        assertEquals("model.safetensors", digits.get("model").asText());
        assertEquals("[784,64,10]", digits.get("sizes").toString());
        assertEquals(0, digits.get("moments").size(), "a file alone has no past");
        ImageClassifier classifier = TrainedModel.classifier();
        ImageData data = ImageData.read(TrainedModel.folder().resolveSibling("data"));
        JsonNode answers = PageScripts.ask(
                "const digits = await (await load('digits.js')).digitsOf(input);"
                        + "return Array.from({ length: 10 }, (unused, test) => digits.answer({ test }));",
                digits);
        for (int test = 0; test < 10; test++) {
            JsonNode answer = answers.get(test);
            assertEquals(data.test().labels()[test], answer.get("label").asInt());
            assertArrayEquals(
                    classifier.classify(data.test().pixels(test)).probabilities(),
                    numbers(answer.get("probabilities")));
        }
    }

    /** As long as the model is the run's own; its test pictures are there if its data are. */
    @Test
    void checkpointsOfARunByHandAreItsPast() throws IOException {
        Path run = train("run", "--trainer", "by-hand", "--hidden", "16,8", "--checkpoint-every", "15steps");
        Cli saved = save(run);
        assertEquals(0, saved.code(), saved.err());
        assertEquals("run", digits().get("model").asText());
        assertEquals("[784,16,8,10]", digits().get("sizes").toString());
        assertEquals(3, digits().get("moments").size(), "the newest three");
        Path data = folder.resolve("data");
        Path moved = Files.move(data, folder.resolve("moved"));
        saved = save(run);
        assertEquals(0, saved.code(), saved.err());
        assertTrue(saved.err().contains("the data it was trained on are not found."), saved.err());
        assertEquals(0, digits().at("/tests/labels").size(), "it takes drawings only");
        assertEquals(0, save(run, "--data", moved.toString()).code());
        assertEquals(100, digits().at("/tests/labels").size());
        assertEquals(1, save(run, "--data", data.toString()).code());
        // Another model of the same sizes in its place: the checkpoints are not its past.
        Path other = train("other", "--trainer", "by-hand", "--hidden", "16,8", "--seed", "2");
        Files.copy(
                other.resolve("model.safetensors"),
                run.resolve("model.safetensors"),
                StandardCopyOption.REPLACE_EXISTING);
        assertEquals(0, save(run).code());
        assertEquals(0, digits().get("moments").size());
    }

    @Test
    void whatCannotBeShownIsRefusedInTwoLines() {
        Path none = folder.resolve("none");
        refused(none, none + ": no such file.\n" + Model.REMEDY + "\n");
        Path small = folder.resolve("small");
        String digits = SmallDigits.write(folder.resolve("seven"), 200, 100);
        Cli trained =
                Cli.run("train", "--quiet", "--no-check", "--data", digits, "--epochs", "1", "--out", small.toString());
        assertEquals(0, trained.code(), trained.err());
        refused(
                small,
                small.resolve("model.safetensors")
                        + ": expected a model of pictures of 28x28 pixels, which is what the page draws, found one of 7x7.\n"
                        + "Use serve MODEL, which takes pictures of any size.\n");
        Path table = folder.resolve("table");
        trained = Cli.run(
                "train",
                "--quiet",
                "--data",
                "data/penguins/penguins.csv",
                "--target",
                "species",
                "--epochs",
                "1",
                "--out",
                table.toString());
        assertEquals(0, trained.code(), trained.err());
        refused(
                table,
                table.resolve("model.safetensors")
                        + ": expected a model of images, found one of a table, which answers with \"species\".\n"
                        + "Use predict MODEL rows.csv, evaluate MODEL rows.csv or serve MODEL; this one takes models of images only.\n");
    }

    private void refused(Path model, String message) {
        for (Cli refused : new Cli[] {save(model), Cli.run("explore", "--port", "0", "--model", model.toString())}) {
            assertEquals(1, refused.code());
            assertTrue(refused.err().endsWith(message), refused.err());
            assertEquals("", refused.out());
        }
        assertFalse(Files.exists(page()));
    }
}
