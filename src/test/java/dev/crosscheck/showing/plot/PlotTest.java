package dev.crosscheck.showing.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.run.AtomicFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.PlotState;
import org.jfree.chart.plot.XYPlot;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlotTest {
    static BufferedImage drawn(AtomicFile.Writer writer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(out);
        return ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
    }

    @Test
    void accuracyAndLossAreDrawnForOneEpochAndForMany() throws IOException {
        for (List<Double> accuracies : List.of(List.of(97.0), List.of(10.0, 10.0))) {
            EpochChart chart = new EpochChart("Accuracy", Map.of("test", accuracies), accuracies.size(), 0, false);
            assertTrue(count(drawn(chart::write), Charts.ORANGE.getRGB()) > 20, accuracies + " leaves a line or point");
        }
        for (double[] losses : new double[][] {{1, 1e-3, 0}, {0.5}}) {
            BufferedImage image = drawn(out -> LossChart.write("Loss", losses, out));
            assertTrue(count(image, Charts.BLUE.getRGB()) > 5, "a blue line or point");
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
        String drawn = Charts.svg(Charts.chart("Loss", plot, null, false), 100, 100, "Loss");
        assertEquals("<p>This chart cannot be drawn. Java needs fontconfig and a font to draw text.</p>", drawn);
    }

    @Test
    void confusionIsDarkWhereTheCountsAre() throws IOException {
        int[][] counts = new int[10][10];
        counts[2][7] = 50;
        List<String> names = List.of("0123456789".split(""));
        BufferedImage image = drawn(out -> ConfusionChart.write(counts, names, "digit", out));
        int width = image.getWidth() / 2;
        int found = count(image, Charts.BLUE.getRGB());
        int upperRight = count(image.getSubimage(width, 0, width, image.getHeight() / 2), Charts.BLUE.getRGB());
        assertTrue(found > 1000, "one cell is full");
        assertTrue(upperRight > 0.9 * found, "true 2 lies high, predicted 7 right");
    }

    @Test
    void residualsAreDrawn() throws IOException {
        BufferedImage few = drawn(out -> ResidualChart.write(new double[] {1, 2, 3}, new double[] {2, 2, 2}, out));
        assertTrue(count(few, Charts.RED.getRGB()) > 300, "the line at 0");
        double[] many = new double[200];
        assertTrue(
                drawn(out -> ResidualChart.write(many, many, out)).getHeight() > 0,
                "one value in all rows is drawn, too");
    }

    @Test
    void mistakesAreDrawnInProportionAndInColour() throws IOException {
        BufferedImage wide = new BufferedImage(28, 14, BufferedImage.TYPE_INT_RGB);
        wide.setRGB(0, 0, 0xc81e28);
        List<MistakesSheet.Entry> one =
                List.of(new MistakesSheet.Entry(wide, List.of("W".repeat(100), "taken for 9", "99% sure")));
        BufferedImage image = drawn(out -> MistakesSheet.write("One", one, out));
        assertEquals(0xffc81e28, image.getRGB(18 + 2, 56 + 56 + 2), "the first pixel, on the sheet's lower half");
        assertEquals(0xff000000, image.getRGB(18 + 60, 56 + 100), "the others");
        assertEquals(0xffffffff, image.getRGB(18 + 60, 56 + 40), "paper");
        for (int y = 56 + 113; y < image.getHeight(); y++) {
            assertEquals(0xffffffff, image.getRGB(18 + 114, y), "lines end with the picture");
        }
        assertTrue(
                drawn(out -> MistakesSheet.write("None", List.of(), out)).getHeight() > 0,
                "no mistakes make an empty sheet");
    }

    @Test
    void aCurveStartsInsideItsAxesAndLeavesThemWhereALimitIs() throws IOException {
        List<CombinedSheet.Curve> curves = List.of(
                new CombinedSheet.Curve("level", new double[] {0, 1}, new double[] {0, 0}),
                new CombinedSheet.Curve("steep", new double[] {0, 1}, new double[] {-1e12, 1}));
        CombinedSheet.Panel panel = new CombinedSheet.Panel("panel", "x", "y", 6, curves);
        BufferedImage image = drawn(new CombinedSheet("Sheet", 1, List.of(panel))::write);
        int[] columns = IntStream.range(0, image.getWidth())
                .filter(x -> height(image, x) > 0)
                .toArray();
        assertTrue(columns.length > 250, "a level line at 0");
        assertTrue(columns[0] > 75 && columns[columns.length - 1] < 425, "away from both ends of the axis");
        assertTrue(count(image, Charts.ORANGE.getRGB()) > 20, "the part that is in sight");
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

    /** From 2 units to 4, from 4 to 2 and so on, as many edges as a picture may have. */
    @Test
    void everyLabelOfAGraphIsOnItsOwnEdgeAndClearOfOtherLabelsAndEdges() {
        for (int[] sizes : new int[][] {{2, 3, 1}, {2, 4, 2, 1}, {2, 2, 2, 1}, {1, 1}}) {
            GraphPicture graph = graph(sizes);
            GraphLayout layout = graph.layout();
            for (GraphPicture.Edge edge : graph.edges()) {
                Rectangle2D label = layout.label(edge);
                assertTrue(layout.line(edge).intersects(label), edge + " in " + Arrays.toString(sizes));
                for (GraphPicture.Edge other : graph.edges()) {
                    assertEquals(edge == other, layout.label(other).intersects(label), edge + " and " + other);
                    assertEquals(edge == other, layout.line(other).intersects(label), edge + " and " + other);
                }
            }
        }
    }

    private static GraphPicture graph(int... sizes) {
        List<GraphPicture.Line> lines =
                Collections.nCopies(3, new GraphPicture.Line(GraphPicture.Kind.VALUE, "W1[1,2] = -0.0000"));
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

    @Test
    void aPerceptronsLineIsDrawn() throws IOException {
        List<DecisionChart.Line> path = List.of(new DecisionChart.Line(0, 1, 0.25), new DecisionChart.Line(0, 1, -0.5));
        BufferedImage image = drawn(out -> DecisionChart.write("Title", "note", path, List.of(), out));
        assertTrue(lineLength(image) > 550, "x2 = 0.5 is drawn across");
        List<DecisionChart.Line> none = List.of(new DecisionChart.Line(0, 0, 1));
        BufferedImage empty = drawn(out -> DecisionChart.write("None", "note", none, List.of(), out));
        assertEquals(0, lineLength(empty), "without weights there is no line");
    }

    private static BufferedImage decision(DoubleBinaryOperator answer) throws IOException {
        List<DecisionChart.Point> points = List.of(new DecisionChart.Point(0, 0, 0));
        return drawn(out -> DecisionChart.write("Title", "note", answer, points, out));
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
}
