package dev.crosscheck.showing.report;

import java.util.List;
import java.util.Locale;

/** An SVG drawing that stands in a page itself; its looks are the style sheet's. */
final class Svg {
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

    /** A straight line. */
    void line(String cssClass, double x1, double y1, double x2, double y2) {
        text.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
                cssClass,
                x1,
                y1,
                x2,
                y2));
    }

    /** A line of text; {@code anchor} is start, middle or end. */
    void label(String cssClass, String anchor, double x, double y, String label) {
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

    /** A filled circle. */
    void dot(String cssClass, double x, double y) {
        text.append(String.format(
                Locale.ROOT, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>\n", cssClass, x, y));
    }

    /** @return the whole drawing */
    String end() {
        return text + "</svg>\n";
    }
}
