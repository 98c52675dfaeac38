package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.DoubleBinaryOperator;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYDataImageAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.Layer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * What a model of two inputs answers over [-0.5, 1.5]², with the examples on top (course sections 1 and 4).
 *
 * <p>The answer is sampled every 0.01 and shown at 40% opacity: orange for 0, blue for 1, mixed between. Where the answer passes ½ by
 * degrees, and not by a step that the colours show, a dark line is drawn.
 */
public final class DecisionChart {
    private static final double LEAST = -0.5;
    private static final double STEP = 0.01;
    private static final int SAMPLES = 201;
    private static final double OPACITY = 0.4;
    private static final Color[] CLASS = {Charts.ORANGE, Charts.BLUE};

    private DecisionChart() {}

    /**
     * An example.
     *
     * @param x1 first input
     * @param x2 second input
     * @param target its class, 0 or 1
     */
    public record Point(double x1, double x2, int target) {}

    /**
     * Draws the chart.
     *
     * @param title the heading
     * @param note a line below it
     * @param answer the model: from the two inputs to a number whose side of ½ is the class
     * @param points the examples
     * @param file the PNG picture to write
     */
    public static void write(String title, String note, DoubleBinaryOperator answer, Iterable<Point> points, Path file)
            throws IOException {
        XYSeriesCollection data = new XYSeriesCollection();
        for (int c = 0; c < CLASS.length; c++) {
            data.addSeries(new XYSeries("class " + c));
        }
        points.forEach(point -> data.getSeries(point.target()).add(point.x1(), point.x2()));
        double[][] sampled = sample(answer);
        XYSeries boundary = boundary(sampled);
        if (!boundary.isEmpty()) {
            data.addSeries(boundary);
        }
        XYPlot plot = new XYPlot(data, axis("input 1"), axis("input 2"), null);
        JFreeChart chart = Charts.styled(new JFreeChart(title, null, plot, true));
        chart.addSubtitle(0, new TextTitle(note, Charts.font(Font.PLAIN, 13)));
        plot.setRenderer(renderer());
        plot.getRenderer().addAnnotation(regions(sampled), Layer.BACKGROUND);
        Charts.write(chart, file, 760, 780);
    }

    private static NumberAxis axis(String label) {
        NumberAxis axis = new NumberAxis(label);
        axis.setRange(LEAST, LEAST + (SAMPLES - 1) * STEP);
        axis.setTickUnit(new NumberTickUnit(0.25));
        return axis;
    }

    private static XYLineAndShapeRenderer renderer() {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
        for (int c = 0; c < CLASS.length; c++) {
            renderer.setSeriesShape(c, new Ellipse2D.Double(-8, -8, 16, 16));
            renderer.setSeriesFillPaint(c, CLASS[c]);
            renderer.setSeriesOutlinePaint(c, Color.BLACK);
            renderer.setSeriesOutlineStroke(c, new BasicStroke(1.5f));
        }
        renderer.setSeriesShape(CLASS.length, new Ellipse2D.Double(-1.5, -1.5, 3, 3));
        renderer.setSeriesFillPaint(CLASS.length, Charts.INK);
        renderer.setSeriesOutlinePaint(CLASS.length, Charts.INK);
        renderer.setUseFillPaint(true);
        renderer.setUseOutlinePaint(true);
        renderer.setDrawOutlines(true);
        return renderer;
    }

    private static double at(int sample) {
        return LEAST + sample * STEP;
    }

    /** The answers by [second input][first input]. */
    private static double[][] sample(DoubleBinaryOperator answer) {
        double[][] sampled = new double[SAMPLES][SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < SAMPLES; j++) {
                sampled[i][j] = answer.applyAsDouble(at(j), at(i));
            }
        }
        return sampled;
    }

    /** A pixel a sample; its middle lies at the sample. */
    private static XYDataImageAnnotation regions(double[][] sampled) {
        BufferedImage image = new BufferedImage(SAMPLES, SAMPLES, BufferedImage.TYPE_INT_ARGB);
        int alpha = (int) Math.round(255 * OPACITY);
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < SAMPLES; j++) {
                image.setRGB(
                        j, SAMPLES - 1 - i, alpha << 24 | mixed(sampled[i][j]).getRGB() & 0xffffff);
            }
        }
        double size = SAMPLES * STEP;
        return new XYDataImageAnnotation(image, LEAST - STEP / 2, LEAST - STEP / 2, size, size);
    }

    /** Where the line between neighbouring samples passes ½, found by linear interpolation. */
    private static XYSeries boundary(double[][] sampled) {
        XYSeries boundary = new XYSeries("output 0.5");
        for (int i = 0; i < SAMPLES - 1; i++) {
            for (int j = 0; j < SAMPLES - 1; j++) {
                double across = passes(sampled[i][j], sampled[i][j + 1]);
                if (across <= 1) {
                    boundary.add(at(j) + across * STEP, at(i));
                }
                double up = passes(sampled[i][j], sampled[i + 1][j]);
                if (up <= 1) {
                    boundary.add(at(j), at(i) + up * STEP);
                }
            }
        }
        return boundary;
    }

    /** How far along from one answer to the next ½ is passed: from 0 to 1 if it is, by degrees. */
    private static double passes(double from, double to) {
        boolean byDegrees = from >= 0.5 != to >= 0.5 && Math.abs(to - from) < 0.5;
        return byDegrees ? (0.5 - from) / (to - from) : Double.POSITIVE_INFINITY;
    }

    private static Color mixed(double answer) {
        double share = Math.max(0, Math.min(1, answer));
        return new Color(
                mix(share, CLASS[0].getRed(), CLASS[1].getRed()),
                mix(share, CLASS[0].getGreen(), CLASS[1].getGreen()),
                mix(share, CLASS[0].getBlue(), CLASS[1].getBlue()));
    }

    private static int mix(double share, int from, int to) {
        return (int) Math.round(from + share * (to - from));
    }
}
