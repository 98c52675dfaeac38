package dev.crosscheck.data.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code DataBytesIT} has damaged pictures of all kinds, and other formats, which are refused by their first bytes. */
class PictureFileTest {
    @TempDir
    private Path folder;

    private static BufferedImage filled(int type, int width, int height, Color colour) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return image;
    }

    static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertTrue(ImageIO.write(image, format, out), format);
        return out.toByteArray();
    }

    static GreyPicture read(byte[] bytes) {
        return PictureFile.read("some picture", bytes);
    }

    /** A colour, or a sample of grey, and the grey that it becomes; JPEG rounds, and a palette has not every colour. */
    @ParameterizedTest
    @CsvSource({
        BufferedImage.TYPE_INT_RGB + ",png,136,0",
        BufferedImage.TYPE_INT_RGB + ",jpeg,136,2",
        BufferedImage.TYPE_INT_ARGB + ",png,136,0",
        BufferedImage.TYPE_BYTE_INDEXED + ",png,136,8",
        BufferedImage.TYPE_BYTE_GRAY + ",png,128,1",
        BufferedImage.TYPE_BYTE_GRAY + ",jpeg,128,1",
        BufferedImage.TYPE_USHORT_GRAY + ",png,128,1"
    })
    void colourBecomesGreyByItsLuminanceAndGreyStaysAsItIs(int type, String format, int light, int tolerance)
            throws IOException {
        BufferedImage image = filled(type, 12, 7, new Color(255, 102, 0)); // 0.299·255 + 0.587·102 = 136.1
        if (light == 128) {
            int[] samples = new int[84];
            Arrays.fill(samples, type == BufferedImage.TYPE_USHORT_GRAY ? 32896 : 128);
            image.getRaster().setSamples(0, 0, 12, 7, 0, samples);
        }
        GreyPicture picture = read(encoded(image, format));
        assertEquals(12, picture.width());
        assertEquals(7, picture.height());
        assertEquals(light, picture.at(3, 3), tolerance);
    }

    @ParameterizedTest
    @CsvSource({"0x000000,255", "0xffffff,0"})
    void transparentPaperContrastsWithTheInk(String ink, int paper) throws IOException {
        BufferedImage image = new BufferedImage(30, 30, BufferedImage.TYPE_INT_ARGB);
        for (int i = 8; i < 22; i++) {
            image.setRGB(15, i, 0xff000000 | Integer.decode(ink));
        }
        GreyPicture picture = read(encoded(image, "png"));
        assertEquals(paper, picture.at(0, 0));
        assertEquals(255 - paper, picture.at(15, 15));
    }

    @Test
    void missingAndTooLargeFilesAreRefused() throws IOException {
        Path none = folder.resolve("none.png");
        refused(none + ": no such file.", none);
        Path large = folder.resolve("large.png");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength((64L << 20) + 1);
        }
        refused(large + ": expected a file of at most 64 MiB, found one of 67108865 bytes.", large);
    }

    private static void refused(String message, Path file) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> PictureFile.read(file));
        assertEquals(message, e.getMessage());
    }
}
