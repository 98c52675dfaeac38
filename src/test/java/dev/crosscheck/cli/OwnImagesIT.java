package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Pictures;
import dev.crosscheck.data.picture.GreyPicture;
import dev.crosscheck.model.Model;
import dev.crosscheck.using.predict.ImageClassifier;
import dev.crosscheck.using.predict.Photograph;
import dev.crosscheck.using.predict.TrainedModel;
import dev.crosscheck.using.serve.ModelFacts;
import dev.crosscheck.using.serve.WebServer;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of one's own: pictures of twelve classes, from their folder to the served answer, and photographs of digits. */
class OwnImagesIT extends CommandLines {
    private static int correctInTraining() throws IOException {
        JsonNode record = json(RunFolders.IMAGES.folder(), "run.json");
        return record.path("epochs")
                .path(record.path("bestEpoch").asInt() - 1)
                .path("testCorrect")
                .asInt();
    }

    @Test
    void theRunIsShownAndTestedByItsNames() throws IOException {
        assertTrue(correctInTraining() > 100, "of 120 pictures, which differ by the place of a bar");
        String said = RunFolders.IMAGES.trained().sentences();
        assertTrue(said.contains("288 training and 120 test images of 24x16, 72 held out for validation"), said);
        assertTrue(said.contains("The network beats guessing on the 120 test images: log loss "), said);
        assertTrue(said.contains("everything agrees"), said);
        String page = Files.readString(RunFolders.IMAGES.folder().resolve("run.html"));
        assertTrue(page.contains("as jay_*") && page.contains("<th>löwe</th>"), "the confusion matrix");
        assertEquals("", ok("evaluate {runs}/images --out DIR/out").err());
        JsonNode evaluation = json("out/evaluation.json");
        assertEquals("SAME", evaluation.path("trainingData").asText());
        assertEquals(correctInTraining(), evaluation.at("/measures/correct").asInt(), "divided as training did");
        assertEquals("jay_*", evaluation.path("classes").path(9).asText());
    }

    @Test
    void aModelAloneTellsItsDataAndOthersAreToldOf() throws IOException {
        Files.copy(RunFolders.IMAGES.folder().resolve(Model.FILE), folder.resolve(Model.FILE));
        String evaluate = "evaluate DIR/" + Model.FILE + " --out DIR/";
        Cli lost = ended(1, evaluate + "lost");
        assertTrue(lost.err().contains("the data it was trained on are not found."), lost.err());
        assertEquals("", ok(evaluate + "a --data {runs}/pictures").err());
        Path few = Pictures.write(folder.resolve("few"), Pictures.NAMES.subList(3, 5), 10, 48, 32);
        Files.writeString(few.resolve(Pictures.NAMES.get(3)).resolve("bad.png"), "hello");
        Cli others = ok(evaluate + "b --data DIR/few");
        assertTrue(others.err().contains("the model was trained on other data."), others.err());
        assertTrue(others.err().contains("Left out: ") && others.err().contains("bad.png"), others.err());
        assertTrue(others.out().contains(", 20 test images"), "all of them: " + others.out());
    }

    @Test
    void exportsAreVerifiedAndKnowTheNames() throws IOException {
        ok("export {runs}/images --out DIR/out");
        String card = Files.readString(folder.resolve("out/model-card.md"));
        assertTrue(card.startsWith("# Image network 384-64-12\n") && card.contains("jay\\_\\*"), card);
        String source = Files.readString(folder.resolve("out/ImageModel.java"));
        assertTrue(source.contains("\"koala $1\", \"l\\u00f6we\"};"), "names as Java has them");
        JsonNode images = json("out/model-card.json").path("preparation");
        assertEquals("images", images.path("kind").asText());
        assertEquals(16, images.path("rows").asInt());
        assertEquals(12, images.path("classes").size());
    }

    @Test
    void predictAnswersByNameWhateverThePicturesSize() throws IOException {
        for (int scale : List.of(1, 10)) {
            Pictures.write(folder.resolve("large.png"), 24 * scale, 16 * scale, 0, new Random(3));
            JsonNode answers = JSON.readTree(
                    ok("predict {runs}/images DIR/large.png --json -").out());
            JsonNode image = answers.path("images").path(0);
            assertEquals("löwe", answers.path("classes").path(11).asText());
            assertEquals(12, image.path("probabilities").size());
            if (scale == 1) {
                assertEquals("ant", image.path("answer").asText());
                assertEquals("ant", image.path("name").asText());
            }
        }
    }

    @Test
    void aPictureUnlikeAllOfTheTrainingPartIsDoubtful() throws IOException {
        BufferedImage picture = new BufferedImage(24, 16, BufferedImage.TYPE_BYTE_GRAY);
        Arrays.fill(((DataBufferByte) picture.getRaster().getDataBuffer()).getData(), (byte) 255);
        ImageIO.write(picture, "png", folder.resolve("white.png").toFile());
        Cli white = ok("predict {runs}/images DIR/white.png --json -");
        assertEquals(
                "doubtful",
                JSON.readTree(white.out()).path("images").path(0).path("answer").asText(),
                white.out());
        assertTrue(white.err().contains("unlike the training images: its mean grey level is 255.0"), white.err());
    }

    @Test
    void theServerAnswersByName() throws Exception {
        ImageClassifier classifier = ImageClassifier.of(Model.load(RunFolders.IMAGES.folder()));
        ModelFacts facts = ModelFacts.of("run", classifier, 0.5, "test");
        try (WebServer server = WebServer.start("127.0.0.1", 0, classifier, facts)) {
            JsonNode model = ask(HttpRequest.newBuilder(URI.create(server.url() + "api/model")));
            assertEquals(24, model.path("columns").asInt());
            assertEquals("bee", model.path("classes").path(1).asText());
            byte[] picture = Files.readAllBytes(RunFolders.pictures().resolve("löwe/picture-0.png"));
            JsonNode answer = ask(HttpRequest.newBuilder(URI.create(server.url() + "api/predict"))
                    .header("Content-Type", "image/png")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(picture)));
            assertEquals("löwe", answer.path("name").asText(), answer.toString());
            assertEquals(11, answer.path("label").asInt());
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
        train("--trainer " + trainer + " --epochs 1 --hidden 16 --size 12x9 --test 30%"
                + " --with class-weights:balanced --data {runs}/pictures --out DIR/own");
        ok("train --resume DIR/own --epochs 2 -q");
    }

    /**
     * Photographs are prepared as predict prepares one of them, to test a model of digits and to train it further. By chance a tenth would be
     * right; the model itself is right about 93 % of MNIST's test images.
     */
    @Test
    void photographsOfDigitsArePreparedForAModelOfDigits() throws IOException {
        ImageSet digits = IdxBytes.mnist().test();
        int[] written = new int[10];
        for (int i = 0; i < 300; i++) {
            int label = digits.labels()[i];
            if (written[label]++ < 6) {
                GreyPicture picture = Photograph.of(digits.pixels(i), new Random(i));
                BufferedImage image =
                        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_BYTE_GRAY);
                image.getRaster().setDataElements(0, 0, picture.width(), picture.height(), picture.light());
                Path of = Files.createDirectories(folder.resolve("photos").resolve(Integer.toString(label)));
                ImageIO.write(image, "png", of.resolve(i + ".png").toFile());
            }
        }
        ok("evaluate " + TrainedModel.folder() + " --data DIR/photos --out DIR/evaluation");
        JsonNode measures = json("evaluation/evaluation.json").path("measures");
        assertEquals(60, measures.path("rows").asInt());
        assertTrue(measures.path("correct").asInt() >= 54, measures.toString());
        train("--trainer by-hand --data DIR/photos --epochs 2 --lr 0.0001 --out DIR/run --init "
                + TrainedModel.folder().resolve(Model.FILE));
        JsonNode last = json("run/run.json").at("/epochs/1");
        assertTrue(last.path("testAccuracyPercent").asDouble() >= 80, last.toString());
    }
}
