package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Pictures;
import dev.crosscheck.data.picture.GreyPicture;
import dev.crosscheck.model.Model;
import dev.crosscheck.using.predict.Photograph;
import dev.crosscheck.using.predict.TrainedModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of one's own: pictures of twelve classes, from their folder to exported files, and photographs of digits. */
class OwnImagesIT extends CommandLines {
    @Test
    void theRunIsTestedAsItWasTrainedAndByItsNames() throws IOException {
        Path run = RunFolders.IMAGES.folder();
        JsonNode record = json(run, "run.json");
        int best = record.path("bestEpoch").asInt();
        int correct = record.path("epochs").path(best - 1).path("testCorrect").asInt();
        assertTrue(correct > 100, "of 120 pictures, which differ by the place of a bar");
        String page = Files.readString(run.resolve("run.html"));
        assertTrue(page.contains("as jay_*") && page.contains("<th>löwe</th>"), "the confusion matrix");
        ok("evaluate {runs}/images --out DIR/out");
        JsonNode evaluation = json("out/evaluation.json");
        assertEquals("SAME", evaluation.path("trainingData").asText());
        assertEquals(correct, evaluation.at("/measures/correct").asInt(), "divided as training did");
        assertEquals("jay_*", evaluation.path("classes").path(9).asText());
        ok("export {runs}/images --format java --out DIR/exported");
        String card = Files.readString(folder.resolve("exported/model-card.md"));
        assertTrue(card.startsWith("# Image network 384-64-12\n") && card.contains("jay\\_\\*"), card);
        String source = Files.readString(folder.resolve("exported/ImageModel.java"));
        assertTrue(source.contains("\"koala $1\", \"l\\u00f6we\"};"), "names as Java has them");
    }

    /** Of other data all are for testing. */
    @Test
    void aModelIsTestedOnWhatIsNamed() throws IOException {
        Path few = Pictures.write(folder.resolve("few"), Pictures.NAMES.subList(3, 5), 10, 48, 32);
        Files.writeString(few.resolve(Pictures.NAMES.get(3)).resolve("bad.png"), "hello");
        Cli others = ok("evaluate {runs}/images --out DIR/out --data DIR/few");
        assertTrue(others.err().contains("The model was not trained on the data in "), others.err());
        assertTrue(others.err().contains("Left out: ") && others.err().contains("bad.png"), others.err());
        assertTrue(others.out().contains(", 20 test images"), "all of them: " + others.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dl4j", "by-hand"})
    void bothTrainersGoOnWithARunOfPictures(String trainer) throws IOException {
        train("--trainer " + trainer + " --epochs 1 --hidden 16 --size 12x9 --test 30%"
                + " --with class-weights:balanced --data {runs}/pictures --out DIR/own");
        JsonNode before = json("own/run.json");
        ok("train --resume DIR/own --epochs 2 -q");
        JsonNode after = json("own/run.json");
        assertEquals(2, after.path("epochs").size(), after::toString);
        assertEquals(before.at("/epochs/0"), after.at("/epochs/0"), "the first epoch was not trained again");
        assertEquals(1, after.path("resumed").size(), after::toString);
        assertEquals(before.at("/config/method"), after.at("/config/method"));
        String trained = after.at("/epochs/1/parametersSha256").asText();
        assertNotEquals(before.at("/epochs/0/parametersSha256").asText(), trained);
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
        // Two digits side by side.
        BufferedImage two = new BufferedImage(60, 36, BufferedImage.TYPE_BYTE_GRAY);
        two.getRaster().setDataElements(4, 4, 28, 28, digits.pixels(0));
        two.getRaster().setDataElements(30, 4, 28, 28, digits.pixels(0));
        ImageIO.write(two, "png", folder.resolve("photos/7/two.png").toFile());
        ok("evaluate " + TrainedModel.folder() + " --data DIR/photos --out DIR/evaluation");
        JsonNode evaluation = json("evaluation/evaluation.json");
        JsonNode measures = evaluation.path("measures");
        assertEquals(61, measures.path("rows").asInt());
        assertTrue(measures.path("correct").asInt() >= 54, measures.toString());
        assertEquals(1, evaluation.at("/answers/no digit").asInt(), evaluation::toString);
        assertEquals(answers(folder.resolve("photos")), evaluation.path("answers"));
        train("--trainer by-hand --data DIR/photos --epochs 2 --lr 0.0001 --out DIR/run --init "
                + TrainedModel.folder().resolve(Model.FILE));
        JsonNode last = json("run/run.json").at("/epochs/1");
        assertTrue(last.path("testAccuracyPercent").asDouble() >= 80, last.toString());
    }

    /** @return how predict answers the pictures in folders of their classes, counted as evaluate counts */
    private JsonNode answers(Path photos) throws IOException {
        Map<String, Integer> counts = new LinkedHashMap<>();
        List.of("right", "wrong", "not sure", "doubtful", "no digit").forEach(answer -> counts.put(answer, 0));
        try (Stream<Path> files = Files.walk(photos, 2).filter(Files::isRegularFile)) {
            String named = files.map(Path::toString).collect(Collectors.joining(" "));
            Cli predicted = ok("predict " + TrainedModel.folder() + " " + named + " --json -");
            for (JsonNode image : JSON.readTree(predicted.out()).path("images")) {
                String answer = image.path("answer").asText();
                String label = Path.of(image.path("file").asText())
                        .getParent()
                        .getFileName()
                        .toString();
                counts.merge(
                        counts.containsKey(answer) ? answer : answer.equals(label) ? "right" : "wrong",
                        1,
                        Integer::sum);
            }
        }
        return JSON.valueToTree(counts);
    }
}
