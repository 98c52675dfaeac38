package dev.crosscheck.using.predict;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import javax.imageio.ImageIO;

/** Ways in which a digit of MNIST may come as a picture file. */
public enum Exported {
    /** A grey PNG of 28x28, light on dark. */
    AS_IT_IS("png", Exported::grey),
    /** The same, dark on light. */
    INVERTED("png", Exported::inverted),
    /** Five times as large, off the centre of a wide light page, in colour. */
    ENLARGED("png", pixels -> drawn(page(420, 260, new Color(255, 250, 230)), coloured(pixels), 30, 70, 5)),
    /** The same as a JPEG of Java's usual quality. */
    JPEG("jpeg", ENLARGED.picture),
    /** Ink alone, on transparency. */
    TRANSPARENT(
            "png",
            pixels -> drawn(new BufferedImage(110, 100, BufferedImage.TYPE_INT_ARGB), coloured(pixels), 12, 4, 3));

    private final String format;
    private final Function<byte[], BufferedImage> picture;

    Exported(String format, Function<byte[], BufferedImage> picture) {
        this.format = format;
        this.picture = picture;
    }

    /** @return the file's bytes */
    public byte[] file(byte[] pixels) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.setUseCache(false);
            ImageIO.write(picture.apply(pixels), format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage grey(byte... pixels) {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, 28, 28, pixels);
        return image;
    }

    private static BufferedImage inverted(byte... pixels) {
        byte[] inverted = new byte[pixels.length];
        for (int i = 0; i < inverted.length; i++) {
            inverted[i] = (byte) ~pixels[i];
        }
        return grey(inverted);
    }

    private static BufferedImage coloured(byte... pixels) {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < pixels.length; i++) {
            image.setRGB(i % 28, i / 28, (pixels[i] & 0xff) << 24 | 0x203060);
        }
        return image;
    }

    private static BufferedImage page(int width, int height, Color paper) {
        BufferedImage page = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = page.createGraphics();
        graphics.setColor(paper);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return page;
    }

    private static BufferedImage drawn(BufferedImage page, BufferedImage digit, int x, int y, int times) {
        Graphics2D graphics = page.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(digit, x, y, 28 * times, 28 * times, null);
        graphics.dispose();
        return page;
    }
}
