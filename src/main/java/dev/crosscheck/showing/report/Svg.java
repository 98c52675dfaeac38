package dev.crosscheck.showing.report;

import dev.crosscheck.showing.plot.Canvas;
import java.util.List;
import java.util.Locale;

/** An SVG drawing inside a page. The style sheet decides how it looks: each kind of line or text is a class of CSS. */
final class Svg implements Canvas {
    private final StringBuilder text = new StringBuilder();

    /** A drawing of a size in its own units, which fills the width that it is given. */
    Svg(int width, int height, String title) {
        text.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                width,
                height,
                Html.escape(title)));
    }

    @Override
    public void line(String cssClass, double x1, double y1, double x2, double y2) {
        text.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
                cssClass,
                x1,
                y1,
                x2,
                y2));
    }

    @Override
    public void label(String cssClass, String anchor, double x, double y, String label) {
        text.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n",
                cssClass,
                anchor,
                x,
                y,
                Html.escape(label)));
    }

    /** A line through points, each x and y. */
    void curve(String cssClass, List<double[]> points) {
        StringBuilder list = new StringBuilder();
        points.forEach(point -> list.append(String.format(Locale.ROOT, "%.1f,%.1f ", point[0], point[1])));
        text.append("<polyline class=\"")
                .append(cssClass)
                .append("\" points=\"")
                .append(list.toString().strip())
                .append("\"/>\n");
    }

    @Override
    public void curve(int series, List<double[]> points) {
        curve(ofSeries(series), points);
    }

    @Override
    public void dot(int series, double x, double y) {
        dot(ofSeries(series), x, y);
    }

    private static String ofSeries(int series) {
        return series == 0 ? "curve" : "curve series-" + series;
    }

    /** A filled circle. */
    void dot(String cssClass, double x, double y) {
        text.append(String.format(
                Locale.ROOT, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>\n", cssClass, x, y));
    }

    /** A filled circle with a text that shows when it is pointed at. */
    void dot(String cssClass, double x, double y, String title) {
        text.append(String.format(
                Locale.ROOT,
                "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\">%s</circle>\n",
                cssClass,
                x,
                y,
                Html.text("title", title)));
    }

    /** @return the whole drawing */
    String end() {
        return text + "</svg>\n";
    }
}
