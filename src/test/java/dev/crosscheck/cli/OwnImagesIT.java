package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.Pictures;
import dev.crosscheck.model.Model;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.serve.ModelFacts;
import dev.crosscheck.using.serve.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of twelve classes, from their folder to the served answer. */
class OwnImagesIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path shared;

    private static Path pictures;
    private static Path run;

    @TempDir
    private Path folder;

    @BeforeAll
    static void train() {
        pictures = Pictures.write(shared.resolve("pictures"), Pictures.NAMES, 40, 24, 16);
        run = shared.resolve("run");
        Cli result = Cli.run(
                "train",
                "--data",
                pictures.toString(),
                "--epochs",
                "8",
                "--seed",
                "5",
                "--test",
                "25%",
                "--hidden",
                "64",
                "--out",
                run.toString());
        assertEquals(0, result.code(), result.err());
        String out = result.out().replaceAll("\\s+", " "); // lines are broken where a terminal's end
        assertTrue(out.contains("288 training and 120 test images of 24x16, 72 held out for validation"), out);
        assertTrue(out.contains("Classes: 12 (ant, bee, cat, dog, eel and 7 more)"), out);
        assertTrue(out.contains("Network: 384-64-12"), out);
        assertTrue(out.contains("The network beats guessing on the 120 test images: log loss "), out);
    }

    private static int correctInTraining() throws IOException {
        JsonNode record = JSON.readTree(run.resolve("run.json").toFile());
        return record.path("epochs")
                .path(record.path("bestEpoch").asInt() - 1)
                .path("testCorrect")
                .asInt();
    }

    @Test
    void theRunIsShownByItsNames() throws IOException {
        assertTrue(correctInTraining() > 100, "of 120 pictures, which differ by the place of a bar");
        String page = Files.readString(run.resolve("run.html"));
        assertTrue(page.contains("as jay_*") && page.contains("<th>löwe</th>"), "the confusion matrix");
    }

    @Test
    void evaluateDividesThePicturesAsTrainingDid() throws IOException {
        Path out = folder.resolve("out");
        Cli result = Cli.run("evaluate", run.toString(), "--out", out.toString());
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.err());
        assertTrue(result.out().contains("Confusion matrix (true class down, predicted across)"), result.out());
        assertTrue(result.out().contains("11 löwe"), result.out());
        JsonNode evaluation = JSON.readTree(out.resolve("evaluation.json").toFile());
        assertEquals("SAME", evaluation.path("trainingData").asText());
        assertEquals(correctInTraining(), evaluation.at("/measures/correct").asInt());
        assertEquals("jay_*", evaluation.path("classes").path(9).asText());
    }

    @Test
    void aModelAloneTellsItsDataAndOthersAreToldOf() throws IOException {
        Path alone = Files.copy(run.resolve(Model.FILE), folder.resolve(Model.FILE));
        Cli lost = Cli.run(
                "evaluate", alone.toString(), "--out", folder.resolve("lost").toString());
        assertEquals(1, lost.code(), "it is not tested on MNIST");
        assertTrue(lost.err().contains("the data it was trained on are not found."), lost.err());
        assertTrue(lost.err().contains("--data DIR"), lost.err());
        Cli named = Cli.run(
                "evaluate",
                alone.toString(),
                "--data",
                pictures.toString(),
                "--out",
                folder.resolve("a").toString());
        assertEquals(0, named.code(), named.err());
        assertEquals("", named.err());
        Path few = Pictures.write(folder.resolve("few"), Pictures.NAMES.subList(3, 5), 10, 48, 32);
        Files.writeString(few.resolve(Pictures.NAMES.get(3)).resolve("bad.png"), "hello");
        Cli others = Cli.run(
                "evaluate",
                alone.toString(),
                "--data",
                few.toString(),
                "--out",
                folder.resolve("b").toString());
        assertEquals(0, others.code(), others.err());
        assertTrue(others.err().contains("the model was trained on other data."), others.err());
        assertTrue(others.err().contains("Left out: ") && others.err().contains("bad.png"), others.err());
        assertTrue(others.out().contains(", 20 test images"), "all of them: " + others.out());
        Cli mnist = Cli.run("evaluate", alone.toString(), "--data", "data/mnist");
        assertEquals(1, mnist.code());
        assertTrue(mnist.err().contains("expected images of 24x16 pixels, found data of 28x28."), mnist.err());
    }

    @Test
    void exportsAreVerifiedAndKnowTheNames() throws IOException {
        Path out = folder.resolve("out");
        Cli result = Cli.run("export", run.toString(), "--out", out.toString());
        assertEquals(0, result.code(), result.err());
        String card = Files.readString(out.resolve("model-card.md"));
        assertTrue(card.startsWith("# Image network 384-64-12\n"), card);
        assertTrue(card.contains("jay\\_\\*"), card);
        String source = Files.readString(out.resolve("ImageModel.java"));
        assertTrue(source.contains("\"koala $1\", \"l\\u00f6we\"};"), "names as Java has them");
        JsonNode images = JSON.readTree(out.resolve("model-card.json").toFile()).path("preparation");
        assertEquals("images", images.path("kind").asText());
        assertEquals(16, images.path("rows").asInt());
        assertEquals(12, images.path("classes").size());
    }

    @Test
    void predictAnswersByNameWhateverThePicturesSize() throws IOException {
        Path large = folder.resolve("large.png");
        Pictures.write(large, 24, 16, 0, new Random(3));
        Cli result = Cli.run("predict", run.toString(), large.toString(), "--all", "--json", "-");
        assertEquals(0, result.code(), result.err());
        JsonNode answers = JSON.readTree(result.out());
        JsonNode image = answers.path("images").path(0);
        assertEquals("ant", image.path("answer").asText());
        assertEquals("ant", image.path("name").asText());
        assertTrue(image.path("digit").isNull());
        assertEquals(12, image.path("probabilities").size());
        assertEquals("löwe", answers.path("classes").path(11).asText());
        Pictures.write(large, 240, 160, 0, new Random(3));
        assertEquals(0, Cli.run("predict", run.toString(), large.toString()).code());
    }

    @Test
    void theServerAnswersByName() throws Exception {
        ImageClassifier classifier = ImageClassifier.of(Model.load(run));
        ModelFacts facts = ModelFacts.of("run", classifier, 0.5, "test");
        try (WebServer server = WebServer.start("127.0.0.1", 0, classifier, facts)) {
            JsonNode model = ask(HttpRequest.newBuilder(URI.create(server.url() + "api/model")));
            assertEquals(24, model.path("columns").asInt());
            assertEquals("bee", model.path("classes").path(1).asText());
            byte[] picture = Files.readAllBytes(pictures.resolve("löwe").resolve("picture-0.png"));
            JsonNode answer = ask(HttpRequest.newBuilder(URI.create(server.url() + "api/predict"))
                    .header("Content-Type", "image/png")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(picture)));
            assertEquals("löwe", answer.path("name").asText(), answer.toString());
            assertEquals(11, answer.path("label").asInt());
            assertEquals(24 * 16, answer.path("input").size());
        }
    }

    private static JsonNode ask(HttpRequest.Builder request) throws Exception {
        return JSON.readTree(HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.ofString())
                .body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dl4j", "by-hand"})
    void bothTrainersGoOnWithARunOfPictures(String trainer) {
        Path own = folder.resolve("own");
        String[] start = {
            "--trainer", trainer, "--data", pictures.toString(), "--epochs", "1", "--hidden", "16", "-q", "--no-check"
        };
        assertEquals(
                0,
                train(start, "--size", "12x9", "--test", "30%", "--out", own.toString())
                        .code());
        Cli on = Cli.run("train", "--resume", own.toString(), "--epochs", "2", "-q");
        assertEquals(0, on.code(), on.err());
        Cli other = Cli.run("train", "--resume", own.toString(), "--epochs", "3", "--size", "8x8", "-q");
        assertEquals(2, other.code());
        assertTrue(other.err().startsWith("--size: the run in "), other.err());
        Cli share = Cli.run("train", "--resume", own.toString(), "--epochs", "3", "--test", "20%", "-q");
        assertTrue(share.err().startsWith("--test: the run in "), share.err());
    }

    private static Cli train(String[] start, String... more) {
        String[] all = new String[1 + start.length + more.length];
        all[0] = "train";
        System.arraycopy(start, 0, all, 1, start.length);
        System.arraycopy(more, 0, all, 1 + start.length, more.length);
        return Cli.run(all);
    }

    @Test
    void badOptionsAndDataLeaveNothing() throws IOException {
        Path out = folder.resolve("out");
        for (String[] wrong :
                new String[][] {{"--size", "0x8"}, {"--size", "big"}, {"--test", "0%"}, {"--test", "2"}}) {
            Cli usage = Cli.run("train", "--data", pictures.toString(), wrong[0], wrong[1], "--out", out.toString());
            assertEquals(2, usage.code(), usage.err());
            assertTrue(usage.err().contains("Invalid value for option '" + wrong[0] + "'"), usage.err());
        }
        Path one = Pictures.write(folder.resolve("one"), Pictures.NAMES.subList(0, 1), 3, 8, 8);
        Cli single = Cli.run("train", "--data", one.toString(), "--out", out.toString());
        assertEquals(1, single.code());
        assertTrue(single.err().contains("expected 2 to 1000 sub-folders"), single.err());
        assertTrue(Files.notExists(out));
    }
}
