package dev.crosscheck.showing.plot;

import java.util.List;

/** What a chart is drawn on: a PNG picture, or a drawing inside a page. Coordinates are in pixels from the upper left corner. */
public interface Canvas {
    /** Draws a straight line; {@code kind} is grid or limit. */
    void line(String kind, double x1, double y1, double x2, double y2);

    /** Draws a line of text; {@code kind} is axis or limit, {@code anchor} start, middle or end. */
    void label(String kind, String anchor, double x, double y, String text);

    /** Draws a line through points, each x and y; {@code series} from 0 decides its colour. */
    void curve(int series, List<double[]> points);

    /** Draws a point that stands alone, in the colour of its series. */
    void dot(int series, double x, double y);
}
