package dev.crosscheck.showing.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.run.AtomicFile;
import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.PlotState;
import org.jfree.chart.plot.XYPlot;
import org.jfree.data.xy.XYSeriesCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlotTest {
    @TempDir
    private Path folder;

    @Test
    void accuracyIsDrawnForOneEpochAndForMany() throws IOException {
        for (List<Double> accuracies : List.of(List.of(97.0), List.of(96.0, 97.5, 97.8), List.of(10.0, 10.0))) {
            Path file = folder.resolve("accuracy.png");
            EpochChart chart = new EpochChart("Accuracy", Map.of("test", accuracies), accuracies.size(), 0, false);
            AtomicFile.write(file, chart::write);
            assertTrue(
                    count(ImageIO.read(file.toFile()), Charts.ORANGE.getRGB()) > 20,
                    accuracies + " leaves a line or point");
        }
    }

    @Test
    void aLineThatIsLeftOutLeavesTheOthersTheirColours() {
        Map<String, List<Double>> lines = new LinkedHashMap<>();
        lines.put("A", List.of());
        lines.put("B", List.of(0.5, 0.25));
        String svg = new EpochChart("validation loss", lines, 2, 0, false).svg();
        assertTrue(svg.contains(">B</text>") && !svg.contains(">A</text>"), svg);
        assertTrue(svg.contains("rgb(217,115,13)") && !svg.contains("rgb(31,95,168)"), svg);
    }

    /** The errors of a Java without fontconfig, and without the library that it draws text with. */
    @ParameterizedTest
    @ValueSource(classes = {InternalError.class, UnsatisfiedLinkError.class})
    void aChartWithoutAFontIsASentence(Class<? extends Error> kind) throws ReflectiveOperationException {
        Error failure = kind.getConstructor(String.class).newInstance("no font");
        XYPlot plot = new XYPlot(new XYSeriesCollection(), new NumberAxis(), new NumberAxis(), null) {
            @Override
            public void draw(
                    Graphics2D on, Rectangle2D area, Point2D anchor, PlotState parent, PlotRenderingInfo info) {
                throw failure;
            }
        };
        String drawn = Charts.svg(Charts.chart("Loss", plot, false), 100, 100, "Loss");
        assertEquals("<p>This chart cannot be drawn. Java needs fontconfig and a font to draw text.</p>", drawn);
    }

    @Test
    void confusionIsDarkWhereTheCountsAre() throws IOException {
        int[][] counts = new int[10][10];
        counts[2][7] = 50;
        Path file = folder.resolve("confusion.png");
        AtomicFile.write(
                file,
                out -> ConfusionChart.write(
                        counts, List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), "digit", out));
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
    void residualsAreDrawn() throws IOException {
        Path file = folder.resolve("chart.png");
        AtomicFile.write(file, out -> ResidualChart.write(new double[] {1, 2, 3}, new double[] {2, 2, 2}, out));
        assertTrue(count(ImageIO.read(file.toFile()), Charts.RED.getRGB()) > 300, "the line at 0");
        double[] many = new double[20_000];
        AtomicFile.write(file, out -> ResidualChart.write(many, many, out));
        assertTrue(ImageIO.read(file.toFile()).getHeight() > 0, "one value in all rows is drawn, too");
    }

    /** Pixels of a colour within a part of the picture, in shares of its sides. */
    private static int count(BufferedImage image, int colour, double left, double top, double right, double bottom) {
        int w = image.getWidth();
        int h = image.getHeight();
        return count(
                image.getSubimage(
                        (int) (left * w), (int) (top * h), (int) ((right - left) * w), (int) ((bottom - top) * h)),
                colour);
    }

    @Test
    void mistakesShowDarkInkOnLight() throws IOException {
        byte[] pixels = new byte[28 * 28];
        pixels[0] = (byte) 255;
        Path file = folder.resolve("mistakes.png");
        AtomicFile.write(
                file,
                out -> MistakesSheet.write(
                        "One", List.of(new MistakesSheet.Entry(pixels, 28, "4 taken for 9", "99% sure")), out));
        BufferedImage image = ImageIO.read(file.toFile());
        assertEquals(0xff000000, image.getRGB(18 + 2, 56 + 2), "the first pixel is ink");
        assertEquals(0xffffffff, image.getRGB(18 + 60, 56 + 60), "the middle is paper");
        AtomicFile.write(file, out -> MistakesSheet.write("None", List.of(), out));
        assertTrue(ImageIO.read(file.toFile()).getHeight() > 0, "no mistakes make an empty sheet");
    }

    @Test
    void lossIsDrawnDownToZeroAndForOneEpoch() throws IOException {
        for (double[] losses : new double[][] {{1, 1e-3, 0}, {0.5}}) {
            Path file = folder.resolve("loss.png");
            AtomicFile.write(file, out -> LossChart.write("Loss", losses, out));
            assertTrue(count(ImageIO.read(file.toFile()), Charts.BLUE.getRGB()) > 5, "a blue line or point");
        }
    }

    @Test
    void aSheetHasARowForEachOfItsColumnsAndNamesCurves() throws IOException {
        CombinedSheet.Curve curve = new CombinedSheet.Curve("line", new double[] {0, 1}, new double[] {0, 9});
        CombinedSheet.Panel panel = new CombinedSheet.Panel("panel", "x", "y", List.of(curve));
        Path file = folder.resolve("sheet.png");
        AtomicFile.write(file, new CombinedSheet("Sheet", 2, List.of(panel, panel, panel))::write);
        BufferedImage image = ImageIO.read(file.toFile());
        assertEquals(2 * 460, image.getWidth());
        assertEquals(52 + 2 * 360, image.getHeight());
        for (int quarter = 0; quarter < 4; quarter++) {
            BufferedImage part = image.getSubimage(quarter % 2 * 460, 52 + quarter / 2 * 360, 460, 360);
            assertEquals(quarter < 3, count(part, Charts.BLUE.getRGB()) > 100, "quarter " + quarter);
        }
    }

    @Test
    void aCurveStartsInsideItsAxesAndLeavesThemWhereALimitIs() throws IOException {
        Path file = folder.resolve("sheet.png");
        List<CombinedSheet.Curve> curves = List.of(
                new CombinedSheet.Curve("level", new double[] {0, 1}, new double[] {0, 0}),
                new CombinedSheet.Curve("steep", new double[] {0, 1}, new double[] {-1e12, 1}));
        AtomicFile.write(
                file,
                new CombinedSheet("Sheet", 1, List.of(new CombinedSheet.Panel("panel", "x", "y", 6, curves)))::write);
        BufferedImage image = ImageIO.read(file.toFile());
        int[] columns = IntStream.range(0, image.getWidth())
                .filter(x -> height(image, x) > 0)
                .toArray();
        assertTrue(columns.length > 250, "a level line at 0");
        assertTrue(columns[0] > 75 && columns[columns.length - 1] < 425, "away from both ends of the axis");
        assertTrue(count(image, Charts.ORANGE.getRGB()) > 20, "the part that is in sight");
    }

    @Test
    void aCurveNeedsAValueForEachPoint() {
        double[] points = {0, 1};
        double[] mean = {0.5};
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new CombinedSheet.Curve("mse", points, mean));
        assertEquals("curve mse: 1 values for 2 points", refused.getMessage());
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

    static int count(BufferedImage image, int rgb) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += image.getRGB(x, y) == rgb ? 1 : 0;
            }
        }
        return count;
    }
}
