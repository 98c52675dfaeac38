package dev.crosscheck.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotTest {
    @TempDir
    private Path folder;

    @Test
    void accuracyIsDrawnForOneEpochAndForMany() throws IOException {
        for (List<Double> accuracies : List.of(List.of(97.0), List.of(96.0, 97.5, 97.8), List.of(10.0, 10.0))) {
            Path file = folder.resolve("accuracy.png");
            AccuracyChart.write(accuracies, file);
            assertTrue(
                    count(ImageIO.read(file.toFile()), Charts.BLUE.getRGB()) > 20,
                    accuracies + " leaves a blue line or point");
        }
    }

    @Test
    void confusionIsDarkWhereTheCountsAre() throws IOException {
        int[][] counts = new int[10][10];
        counts[2][7] = 50;
        Path file = folder.resolve("confusion.png");
        ConfusionChart.write(counts, file);
        BufferedImage image = ImageIO.read(file.toFile());
        int blue = Charts.BLUE.getRGB();
        double row = 0;
        double column = 0;
        int found = count(image, blue);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (image.getRGB(x, y) == blue) {
                    row += (double) y / found;
                    column += (double) x / found;
                }
            }
        }
        assertTrue(found > 1000, "one cell is full");
        assertTrue(
                row < image.getHeight() / 2.0 && column > image.getWidth() / 2.0,
                "true 2 lies high, predicted 7 right");
    }

    @Test
    void mistakesShowDarkInkOnLight() throws IOException {
        byte[] pixels = new byte[28 * 28];
        pixels[0] = (byte) 255;
        Path file = folder.resolve("mistakes.png");
        MistakesSheet.write("One", List.of(new MistakesSheet.Entry(pixels, 28, "4 taken for 9", "99% sure")), file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertEquals(0xff000000, image.getRGB(18 + 2, 56 + 2), "the first pixel is ink");
        assertEquals(0xffffffff, image.getRGB(18 + 60, 56 + 60), "the middle is paper");
        MistakesSheet.write("None", List.of(), file);
        assertTrue(ImageIO.read(file.toFile()).getHeight() > 0, "no mistakes make an empty sheet");
    }

    private static int count(BufferedImage image, int rgb) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += image.getRGB(x, y) == rgb ? 1 : 0;
            }
        }
        return count;
    }
}
