package dev.crosscheck.showing.plot;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A sheet of images with captions, for example a network's worst mistakes, as dark ink on light paper. */
public final class MistakesSheet {
    private static final int COLUMNS = 6;
    private static final int PICTURE = 112;
    private static final int GAP = 18;
    private static final int CAPTION = 40;
    private static final int HEADER = 56;

    private MistakesSheet() {}

    /**
     * An image of the sheet.
     *
     * @param pixels rows × columns, row-major, unsigned, 255 is full ink
     * @param columns columns of the image
     * @param caption first line below the image
     * @param detail second line below the image
     */
    public record Entry(byte[] pixels, int columns, String caption, String detail) {}

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
        graphics.drawImage(picture(entry), x, y, PICTURE, PICTURE, null);
        graphics.setColor(Charts.GRID);
        graphics.drawRect(x, y, PICTURE, PICTURE);
        graphics.setColor(Charts.INK);
        graphics.setFont(Charts.font(Font.BOLD, 13));
        graphics.drawString(entry.caption(), x, y + PICTURE + 16);
        graphics.setFont(Charts.font(Font.PLAIN, 12));
        graphics.drawString(entry.detail(), x, y + PICTURE + 32);
    }

    private static BufferedImage picture(Entry entry) {
        int rows = entry.pixels().length / entry.columns();
        BufferedImage picture = new BufferedImage(entry.columns(), rows, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < entry.columns(); column++) {
                int light = 255 - (entry.pixels()[row * entry.columns() + column] & 0xff);
                picture.setRGB(column, row, light << 16 | light << 8 | light);
            }
        }
        return picture;
    }
}
