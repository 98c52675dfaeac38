package dev.crosscheck.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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

    @Test
    void deviationsAreDrawnHigherWhereTheyAreLarger() throws IOException {
        int[] steps = IntStream.rangeClosed(1, 2000).toArray();
        double[] rising =
                IntStream.of(steps).mapToDouble(k -> k <= 1000 ? 0 : 1e-6).toArray();
        Path file = folder.resolve("deviation.png");
        DeviationChart.write("Rising", "step", Map.of("loss", new DeviationChart.Line(steps, rising)), file);
        BufferedImage image = ImageIO.read(file.toFile());
        int[] heights = {height(image, 300), height(image, 750)};
        assertTrue(heights[0] > 450 && heights[1] < 150, "0 lies low and 1e-6 high: " + Arrays.toString(heights));
        double[] odd = {Double.POSITIVE_INFINITY, Double.NaN, 1e9, 0};
        DeviationChart.write("Odd", "step", Map.of("x", new DeviationChart.Line(new int[] {1, 2, 3, 4}, odd)), file);
        assertTrue(count(ImageIO.read(file.toFile()), Charts.BLUE.getRGB()) > 20, "what is not finite is drawn too");
    }

    /** The first row with the line's colour in a column of the picture. */
    private static int height(BufferedImage image, int column) {
        for (int y = 50; y < image.getHeight(); y++) {
            if (image.getRGB(column, y) == Charts.BLUE.getRGB()) {
                return y;
            }
        }
        return -1;
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
