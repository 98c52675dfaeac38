package dev.crosscheck.showing.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.jfree.data.xy.XYSeries;
import org.junit.jupiter.api.Test;

class DecisionChartTest {
    @Test
    void decisionRegionsAreAtFortyPercentOnTheirSides() throws IOException {
        BufferedImage image = decision((x1, x2) -> x1 >= 0.5 ? 1 : 0);
        int orange = atFortyPercent(Charts.ORANGE);
        int blue = atFortyPercent(Charts.BLUE);
        int middle = image.getHeight() / 2 + 7;
        assertEquals(orange, image.getRGB(image.getWidth() / 4, middle));
        assertEquals(blue, image.getRGB(3 * image.getWidth() / 4, middle));
        int oranges = PlotTest.count(image, orange);
        assertEquals(oranges, PlotTest.count(image, blue), 0.02 * oranges, "the regions are halves");
        assertTrue(PlotTest.count(image, Charts.ORANGE.getRGB()) > 100, "a point of class 0");
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
        List<DecisionChart.Line> path = List.of(
                new DecisionChart.Line(0, 1, 0.25),
                new DecisionChart.Line(0, 1, -0.5),
                new DecisionChart.Line(0, 1, -0.5));
        BufferedImage image = PlotTest.drawn(out -> DecisionChart.write("Title", "note", path, List.of(), out));
        assertTrue(lineLength(image) > 550, "x2 = 0.5 is drawn across");
        int column = 180;
        int row = IntStream.range(470, 680)
                .reduce((a, b) -> (image.getRGB(column, a) & 0xff) < (image.getRGB(column, b) & 0xff) ? a : b)
                .orElseThrow();
        assertEquals(613, row, 3, "x2 = -0.25, where the line was at the start");
        assertTrue((image.getRGB(column, row) >> 8 & 0xff) > 0x60, "paler");
        List<DecisionChart.Line> none = List.of(new DecisionChart.Line(0, 0, 1));
        BufferedImage empty = PlotTest.drawn(out -> DecisionChart.write("None", "note", none, List.of(), out));
        assertEquals(0, lineLength(empty), "without weights there is no line");
    }

    private static BufferedImage decision(DoubleBinaryOperator answer) throws IOException {
        List<DecisionChart.Point> points = List.of(new DecisionChart.Point(0, 0, 0));
        return PlotTest.drawn(out -> DecisionChart.write("Title", "note", answer, points, out));
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
