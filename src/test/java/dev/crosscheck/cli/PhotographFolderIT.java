package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.picture.GreyPicture;
import dev.crosscheck.using.predict.Photograph;
import dev.crosscheck.using.predict.TrainedModel;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of photographed digits is prepared as predict prepares one of them, to test a model of digits and to train it further. */
class PhotographFolderIT {
    private static final int EACH = 6;

    @TempDir
    private Path folder;

    @BeforeEach
    void photograph() throws IOException {
        ImageSet digits = IdxBytes.mnist().test();
        int[] written = new int[10];
        for (int i = 0; i < 300; i++) {
            int label = digits.labels()[i];
            if (written[label]++ < EACH) {
                GreyPicture picture = Photograph.of(digits.pixels(i), new Random(i));
                BufferedImage image =
                        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_BYTE_GRAY);
                image.getRaster().setDataElements(0, 0, picture.width(), picture.height(), picture.light());
                Path of = Files.createDirectories(folder.resolve("photos").resolve(Integer.toString(label)));
                ImageIO.write(image, "png", of.resolve(i + ".png").toFile());
            }
        }
    }

    private String photos() {
        return folder.resolve("photos").toString();
    }

    /** By chance a tenth would be right; the model itself is right about 93 % of MNIST's test images. */
    @Test
    void evaluatePreparesThem() throws IOException {
        Cli result = Cli.run(
                "evaluate",
                TrainedModel.folder().toString(),
                "--data",
                photos(),
                "--out",
                folder.resolve("evaluation").toString());
        assertEquals(0, result.code(), result.err());
        JsonNode measures = new ObjectMapper()
                .readTree(folder.resolve("evaluation/evaluation.json").toFile())
                .path("measures");
        assertEquals(10 * EACH, measures.path("rows").asInt());
        assertTrue(measures.path("correct").asInt() >= 9 * EACH, measures.toString());
    }

    @Test
    void aModelOfDigitsIsTrainedFurtherOnThem() throws IOException {
        String model = TrainedModel.folder().resolve("model.safetensors").toString();
        Cli result = Cli.run(
                "train",
                "--trainer",
                "by-hand",
                "--no-check",
                "--data",
                photos(),
                "--init",
                model,
                "--epochs",
                "2",
                "--lr",
                "0.0001",
                "--out",
                folder.resolve("run").toString());
        assertEquals(0, result.code(), result.err());
        JsonNode last = new ObjectMapper()
                .readTree(folder.resolve("run/run.json").toFile())
                .path("epochs")
                .path(1);
        assertTrue(last.path("testAccuracyPercent").asDouble() >= 80, last.toString());
        assertTrue(result.sentences().contains("Network: 784-64-10"), result.out());
    }
}
