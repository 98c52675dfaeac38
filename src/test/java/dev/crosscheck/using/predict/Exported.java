package dev.crosscheck.using.predict;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;

/** Ways in which a digit of MNIST may come as a picture file. */
public enum Exported {
    /** A grey PNG of 28x28, light on dark. */
    AS_IT_IS {
        @Override
        BufferedImage picture(byte[] pixels) {
            BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
            image.getRaster().setDataElements(0, 0, 28, 28, pixels);
            return image;
        }
    },
    /** The same, dark on light. */
    INVERTED {
        @Override
        BufferedImage picture(byte[] pixels) {
            byte[] inverted = new byte[pixels.length];
            for (int i = 0; i < inverted.length; i++) {
                inverted[i] = (byte) ~pixels[i];
            }
            return AS_IT_IS.picture(inverted);
        }
    },
    /** Somewhere in a larger field, at its own size. */
    SHIFTED {
        @Override
        BufferedImage picture(byte[] pixels) {
            return placed(Color.BLACK, AS_IT_IS.picture(pixels), 90, 50, 51, 3, 1);
        }
    },
    /** Five times as large, off the centre of a wide light page, in colour. */
    ENLARGED {
        @Override
        BufferedImage picture(byte[] pixels) {
            return placed(new Color(255, 250, 230), coloured(pixels), 420, 260, 30, 70, 5);
        }
    },
    /** The same as a JPEG of Java's usual quality. */
    JPEG {
        @Override
        BufferedImage picture(byte[] pixels) {
            return ENLARGED.picture(pixels);
        }
    },
    /** A JPEG of 28x28, where compression does the most harm. */
    SMALL_JPEG {
        @Override
        BufferedImage picture(byte[] pixels) {
            return INVERTED.picture(pixels);
        }
    },
    /** Ink alone, on transparency. */
    TRANSPARENT {
        @Override
        BufferedImage picture(byte[] pixels) {
            BufferedImage page = new BufferedImage(110, 100, BufferedImage.TYPE_INT_ARGB);
            draw(page, coloured(pixels), 12, 4, 3);
            return page;
        }
    },
    /** As if photographed: paper that darkens to one side, noise everywhere, ink that is not black. */
    PHOTOGRAPHED {
        @Override
        BufferedImage picture(byte[] pixels) {
            BufferedImage page = placed(Color.WHITE, AS_IT_IS.picture(INK.apply(pixels)), 200, 200, 16, 20, 6);
            Random random = new Random(1);
            for (int y = 0; y < 200; y++) {
                for (int x = 0; x < 200; x++) {
                    double light = (page.getRGB(x, y) & 0xff) * (0.8 - 0.0004 * (x + y)) + 5 * random.nextGaussian();
                    int grey = (int) Math.max(0, Math.min(255, light));
                    page.setRGB(x, y, grey << 16 | grey << 8 | grey);
                }
            }
            return page;
        }
    };

    private static final UnaryOperator<byte[]> INK = pixels -> {
        byte[] light = new byte[pixels.length];
        for (int i = 0; i < light.length; i++) {
            light[i] = (byte) (255 - (pixels[i] & 0xff) * 0.8);
        }
        return light;
    };

    abstract BufferedImage picture(byte[] pixels);

    /** @return the file's bytes */
    public byte[] file(byte[] pixels) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.setUseCache(false);
            ImageIO.write(picture(pixels), name().endsWith("JPEG") || this == PHOTOGRAPHED ? "jpeg" : "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage coloured(byte[] pixels) {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < pixels.length; i++) {
            image.setRGB(i % 28, i / 28, (pixels[i] & 0xff) << 24 | 0x203060);
        }
        return image;
    }

    private static BufferedImage placed(
            Color paper, BufferedImage digit, int width, int height, int x, int y, int times) {
        BufferedImage page = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = page.createGraphics();
        graphics.setColor(paper);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        draw(page, digit, x, y, times);
        return page;
    }

    private static void draw(BufferedImage page, BufferedImage digit, int x, int y, int times) {
        Graphics2D graphics = page.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(digit, x, y, 28 * times, 28 * times, null);
        graphics.dispose();
    }
}
