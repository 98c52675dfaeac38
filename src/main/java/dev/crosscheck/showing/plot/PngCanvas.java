package dev.crosscheck.showing.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import javax.imageio.ImageIO;

/** A PNG picture to draw a chart on. */
final class PngCanvas implements Canvas {
    /** Of curves, in their order. */
    static final Color[] COLOURS = {
        Charts.BLUE, Charts.ORANGE, Charts.GREEN, new Color(0x9b3fa0), Charts.INK, Charts.RED
    };

    private final BufferedImage image;
    private final Graphics2D graphics;

    PngCanvas(int width, int height) {
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setFont(Charts.font(Font.PLAIN, 13));
    }

    @Override
    public void line(String kind, double x1, double y1, double x2, double y2) {
        boolean limit = kind.equals("limit");
        graphics.setColor(limit ? Charts.RED : Charts.GRID);
        graphics.setStroke(limit ? Charts.DASHED : new BasicStroke(1));
        graphics.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    @Override
    public void label(String kind, String anchor, double x, double y, String text) {
        int width = graphics.getFontMetrics().stringWidth(text);
        double left = anchor.equals("start") ? x : anchor.equals("end") ? x - width : x - width / 2.0;
        graphics.setColor(kind.equals("limit") ? Charts.RED : Charts.INK);
        graphics.drawString(text, (float) left, (float) y);
    }

    @Override
    public void curve(int series, List<double[]> points) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < points.size(); i++) {
            double[] point = points.get(i);
            if (i == 0) {
                path.moveTo(point[0], point[1]);
            } else {
                path.lineTo(point[0], point[1]);
            }
        }
        graphics.setColor(COLOURS[series % COLOURS.length]);
        graphics.setStroke(new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        graphics.draw(path);
    }

    @Override
    public void dot(int series, double x, double y) {
        graphics.setColor(COLOURS[series % COLOURS.length]);
        graphics.fill(new Ellipse2D.Double(x - 4, y - 4, 8, 8));
    }

    void title(String title) {
        Font text = graphics.getFont();
        graphics.setFont(Charts.font(Font.BOLD, 18));
        label("axis", "middle", image.getWidth() / 2.0, 30, title);
        graphics.setFont(text);
    }

    /** Names the curves side by side, each beside a piece of its line. */
    void legend(double y, List<String> names) {
        int width = 0;
        for (String name : names) {
            width += 60 + graphics.getFontMetrics().stringWidth(name);
        }
        double x = (image.getWidth() - width) / 2.0;
        for (int i = 0; i < names.size(); i++) {
            curve(i, List.of(new double[] {x, y - 5}, new double[] {x + 24, y - 5}));
            label("axis", "start", x + 32, y, names.get(i));
            x += 60 + graphics.getFontMetrics().stringWidth(names.get(i));
        }
    }

    /** Writes the picture, on which nothing can be drawn any more. */
    void write(OutputStream out) throws IOException {
        graphics.dispose();
        ImageIO.write(image, "png", out);
    }
}
