package dev.crosscheck.showing.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jfree.data.xy.XYSeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotTest {
    @TempDir
    private Path folder;

    @Test
    void accuracyIsDrawnForOneEpochAndForMany() throws IOException {
        for (List<Double> accuracies : List.of(List.of(97.0), List.of(96.0, 97.5, 97.8), List.of(10.0, 10.0))) {
            Path file = folder.resolve("accuracy.png");
            AccuracyChart.write(accuracies, 0, file);
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
        ConfusionChart.write(counts, List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"), "digit", file);
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

    /** A curve through the upper left corner leaves its colour there, and none in the lower right one. */
    @Test
    void curvesOfSharesLieWhereTheirPointsAre() throws IOException {
        double[][] perfect = {{0, 0, 1}, {0, 1, 1}};
        Path file = folder.resolve("roc.png");
        UnitCurvesChart.writeRoc(Map.of("perfect", perfect), file);
        BufferedImage roc = ImageIO.read(file.toFile());
        assertTrue(count(roc, Charts.BLUE.getRGB(), 0, 0, 0.5, 0.5) > 400, "up the left side and along the top");
        assertEquals(0, count(roc, Charts.BLUE.getRGB(), 0.5, 0.5, 1, 0.9));
        // From recall 0 to 1 at a precision of 0.5: a step down at recall 0, no slope.
        UnitCurvesChart.writePrecisionRecall(Map.of("half", new double[][] {{0, 1}, {1, 0.5}}), 0.2, file);
        BufferedImage steps = ImageIO.read(file.toFile());
        assertEquals(0, count(steps, Charts.BLUE.getRGB(), 0.3, 0.1, 1, 0.4), "nothing between");
        assertTrue(count(steps, Charts.BLUE.getRGB(), 0.3, 0.4, 1, 0.6) > 300, "the step's tread");
    }

    @Test
    void calibrationAndResidualsAreDrawn() throws IOException {
        Path file = folder.resolve("chart.png");
        CalibrationChart.write(new double[] {0.05, 0.95}, new double[] {0.9, 0.9}, new int[] {10, 90}, file);
        BufferedImage calibration = ImageIO.read(file.toFile());
        assertTrue(count(calibration, Charts.BLUE.getRGB(), 0, 0, 1, 0.4) > 300, "both points lie high");
        assertEquals(0, count(calibration, Charts.BLUE.getRGB(), 0, 0.4, 1, 1));
        ResidualChart.write(new double[] {1, 2, 3}, new double[] {2, 2, 2}, file);
        assertTrue(count(ImageIO.read(file.toFile()), Charts.RED.getRGB()) > 300, "the line at 0");
        double[] many = new double[20_000];
        ResidualChart.write(many, many, file);
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
        MistakesSheet.write("One", List.of(new MistakesSheet.Entry(pixels, 28, "4 taken for 9", "99% sure")), file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertEquals(0xff000000, image.getRGB(18 + 2, 56 + 2), "the first pixel is ink");
        assertEquals(0xffffffff, image.getRGB(18 + 60, 56 + 60), "the middle is paper");
        MistakesSheet.write("None", List.of(), file);
        assertTrue(ImageIO.read(file.toFile()).getHeight() > 0, "no mistakes make an empty sheet");
    }

    @Test
    void decisionRegionsAreAtFortyPercentOnTheirSides() throws IOException {
        BufferedImage image = decision((x1, x2) -> x1 >= 0.5 ? 1 : 0);
        int orange = atFortyPercent(Charts.ORANGE);
        int blue = atFortyPercent(Charts.BLUE);
        int middle = image.getHeight() / 2 + 7;
        assertEquals(orange, image.getRGB(image.getWidth() / 4, middle));
        assertEquals(blue, image.getRGB(3 * image.getWidth() / 4, middle));
        int oranges = count(image, orange);
        assertEquals(oranges, count(image, blue), 0.02 * oranges, "the regions are halves");
        assertTrue(count(image, Charts.ORANGE.getRGB()) > 100, "a point of class 0");
        assertEquals(0, lineLength(image), "a step needs no line");
    }

    @Test
    void theSecondInputGrowsUpwards() throws IOException {
        BufferedImage image = decision((x1, x2) -> x2 >= 0.5 ? 1 : 0);
        int column = image.getWidth() / 2 + 7;
        assertEquals(atFortyPercent(Charts.BLUE), image.getRGB(column, image.getHeight() / 4));
        assertEquals(atFortyPercent(Charts.ORANGE), image.getRGB(column, 3 * image.getHeight() / 4));
    }

    @Test
    void aGradedAnswerHasALineAtOneHalf() throws IOException {
        assertTrue(lineLength(decision((x1, x2) -> 0.4 + 0.2 * x2)) > 200, "x2 = 0.5 is drawn");
    }

    /** The radius is right within a hundredth of a step. */
    @Test
    void theContourOfACircleIsOnTheCircle() {
        Samples samples = Samples.of((x, y) -> Math.hypot(x - 0.5, y - 0.5), -0.5, 2, 201);
        XYSeries line = samples.contour("circle", 0.5, 1);
        assertTrue(line.getItemCount() > 300, "all the way around");
        for (int i = 0; i < line.getItemCount(); i += 3) {
            for (int end = i; end < i + 2; end++) {
                double x = line.getX(end).doubleValue();
                double y = line.getY(end).doubleValue();
                assertEquals(0.5, Math.hypot(x - 0.5, y - 0.5), 1e-4, x + ", " + y);
            }
            assertNull(line.getY(i + 2), "a segment ends");
        }
    }

    /** In a square whose opposite corners are alike the two lines do not cross: the middle decides which corners they cut off. */
    @Test
    void atASaddleTheLinesDoNotCross() {
        for (double middle : new double[] {0.4, -0.4}) {
            XYSeries line = Samples.of((x, y) -> (1 - 2 * x) * (1 - 2 * y) + middle, 0, 1, 2)
                    .contour("saddle", 0, 9);
            assertEquals(6, line.getItemCount());
            double sum = line.getX(0).doubleValue()
                    - line.getY(0).doubleValue()
                    - line.getX(1).doubleValue()
                    + line.getY(1).doubleValue();
            double difference = line.getX(0).doubleValue()
                    + line.getY(0).doubleValue()
                    - line.getX(1).doubleValue()
                    - line.getY(1).doubleValue();
            assertEquals(0, middle > 0 ? sum : difference, 1e-12, "parallel to the right diagonal");
        }
    }

    @Test
    void aPerceptronsLineIsDrawnWithThoseBeforeItPaler() throws IOException {
        Path file = folder.resolve("path.png");
        List<DecisionChart.Line> path = List.of(
                new DecisionChart.Line(0, 1, 0.25),
                new DecisionChart.Line(0, 1, -0.5),
                new DecisionChart.Line(0, 1, -0.5));
        DecisionChart.write("Title", "note", path, List.of(), file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertTrue(lineLength(image) > 550, "x2 = 0.5 is drawn across");
        int column = 180;
        int row = IntStream.range(470, 680)
                .reduce((a, b) -> (image.getRGB(column, a) & 0xff) < (image.getRGB(column, b) & 0xff) ? a : b)
                .orElseThrow();
        assertEquals(613, row, 3, "x2 = -0.25, where the line was at the start");
        assertTrue((image.getRGB(column, row) >> 8 & 0xff) > 0x60, "paler");
        DecisionChart.write("None", "note", List.of(new DecisionChart.Line(0, 0, 1)), List.of(), file);
        assertEquals(0, lineLength(ImageIO.read(file.toFile())), "without weights there is no line");
    }

    /** From 2 units to 4, from 4 to 2 and so on, as many edges as a picture may have. */
    @Test
    void everyLabelOfAGraphIsOnItsOwnEdgeAndClearOfOthers() {
        for (int[] sizes : new int[][] {{2, 3, 1}, {2, 4, 2, 1}, {2, 2, 2, 1}, {1, 1}}) {
            GraphPicture graph = graph(sizes);
            GraphLayout layout = graph.layout();
            assertTrue(layout.complete(), Arrays.toString(sizes));
            for (GraphPicture.Edge edge : graph.edges()) {
                Rectangle2D label = layout.label(edge);
                for (GraphPicture.Edge other : graph.edges()) {
                    assertEquals(edge == other, layout.line(other).intersects(label), edge + " and " + other);
                    assertEquals(edge == other, layout.label(other).intersects(label), edge + " and " + other);
                }
            }
        }
    }

    private static GraphPicture graph(int... sizes) {
        List<GraphPicture.Line> lines =
                Collections.nCopies(3, new GraphPicture.Line(GraphPicture.Kind.VALUE, "dL/dW1[1,2] = -0.0000"));
        List<List<GraphPicture.Node>> rows = new ArrayList<>();
        List<GraphPicture.Edge> edges = new ArrayList<>();
        for (int row = 0; row < sizes.length; row++) {
            rows.add(Collections.nCopies(sizes[row], new GraphPicture.Node(lines)));
            for (int from = 0; row + 1 < sizes.length && from < sizes[row]; from++) {
                for (int to = 0; to < sizes[row + 1]; to++) {
                    edges.add(new GraphPicture.Edge(row, from, to, lines));
                }
            }
        }
        return new GraphPicture("Graph", rows, edges);
    }

    private BufferedImage decision(DoubleBinaryOperator answer) throws IOException {
        Path file = folder.resolve("decision.png");
        DecisionChart.write("Title", "note", answer, List.of(new DecisionChart.Point(0, 0, 0)), file);
        return ImageIO.read(file.toFile());
    }

    /** Dark pixels of the middle row of the plot, where neither text nor points are. */
    private static int lineLength(BufferedImage image) {
        int longest = 0;
        for (int y = 320; y < 440; y++) {
            int dark = 0;
            for (int x = 120; x < 700; x++) {
                dark += (image.getRGB(x, y) >> 8 & 0xff) < 0x60 ? 1 : 0;
            }
            longest = Math.max(longest, dark);
        }
        return longest;
    }

    private static int atFortyPercent(Color colour) {
        int red = blended(colour.getRed());
        int green = blended(colour.getGreen());
        return 0xff000000 | red << 16 | green << 8 | blended(colour.getBlue());
    }

    private static int blended(int channel) {
        return (int) Math.round(255 + 0.4 * (channel - 255));
    }

    @Test
    void lossIsDrawnDownToZeroAndForOneEpoch() throws IOException {
        for (double[] losses : new double[][] {{1, 1e-3, 0}, {0.5}}) {
            Path file = folder.resolve("loss.png");
            LossChart.write("Loss", losses, file);
            assertTrue(count(ImageIO.read(file.toFile()), Charts.BLUE.getRGB()) > 5, "a blue line or point");
        }
    }

    @Test
    void aSheetHasARowForEachOfItsColumnsAndNamesCurves() throws IOException {
        CombinedSheet.Curve curve = new CombinedSheet.Curve("line", new double[] {0, 1}, new double[] {0, 9});
        CombinedSheet.Panel panel = new CombinedSheet.Panel("panel", "x", "y", List.of(curve));
        Path file = folder.resolve("sheet.png");
        new CombinedSheet("Sheet", 2, List.of(panel, panel, panel)).write(file);
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
        new CombinedSheet("Sheet", 1, List.of(new CombinedSheet.Panel("panel", "x", "y", 6, curves))).write(file);
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
