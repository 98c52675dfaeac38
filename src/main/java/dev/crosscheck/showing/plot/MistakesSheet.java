package dev.crosscheck.showing.plot;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A sheet of images with captions, for example a network's worst mistakes. */
public final class MistakesSheet {
    private static final int COLUMNS = 6;
    private static final int PICTURE = 112;
    private static final int GAP = 18;
    private static final int CAPTION = 56;
    private static final int HEADER = 56;

    private MistakesSheet() {}

    /**
     * An image of the sheet.
     *
     * @param picture the image, which is scaled in proportion
     * @param lines three lines below the image, which are cut to its width
     */
    public record Entry(BufferedImage picture, List<String> lines) {}

    /**
     * Draws the sheet.
     *
     * @param title the heading
     * @param entries the images, row by row; may be empty
     * @param out receives the PNG picture
     */
    public static void write(String title, List<Entry> entries, OutputStream out) throws IOException {
        int rows = Math.max(1, (entries.size() + COLUMNS - 1) / COLUMNS);
        int width = GAP + COLUMNS * (PICTURE + GAP);
        Charts.write(width, HEADER + rows * (PICTURE + CAPTION + GAP), graphics -> draw(graphics, title, entries), out);
    }

    private static void draw(Graphics2D graphics, String title, List<Entry> entries) {
        graphics.setFont(Charts.font(Font.BOLD, 18));
        graphics.drawString(title, GAP, 34);
        for (int i = 0; i < entries.size(); i++) {
            int x = GAP + i % COLUMNS * (PICTURE + GAP);
            int y = HEADER + i / COLUMNS * (PICTURE + CAPTION + GAP);
            draw(graphics, entries.get(i), x, y);
        }
    }

    private static void draw(Graphics2D graphics, Entry entry, int x, int y) {
        int longer = Math.max(entry.picture().getWidth(), entry.picture().getHeight());
        int width = Math.max(1, PICTURE * entry.picture().getWidth() / longer);
        int height = Math.max(1, PICTURE * entry.picture().getHeight() / longer);
        graphics.drawImage(entry.picture(), x, y + PICTURE - height, width, height, null);
        graphics.setColor(Charts.GRID);
        graphics.drawRect(x, y + PICTURE - height, width, height);
        graphics.setColor(Charts.INK);
        for (int i = 0; i < entry.lines().size(); i++) {
            graphics.setFont(Charts.font(i == 0 ? Font.BOLD : Font.PLAIN, 12));
            graphics.drawString(cut(entry.lines().get(i), graphics.getFontMetrics()), x, y + PICTURE + 16 * (i + 1));
        }
    }

    private static String cut(String line, FontMetrics font) {
        String cut = line;
        for (int end = line.length(); end > 0 && font.stringWidth(cut) > PICTURE; end--) {
            cut = line.substring(0, end - 1) + "…";
        }
        return cut;
    }
}
