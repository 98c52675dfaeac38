package dev.crosscheck.data.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is left of a file for the decoder gives the pixels that the whole file gives. {@code DataBytesIT} has damaged pictures of all kinds, and other
 * formats, which are refused by their first bytes.
 */
class PictureFileTest {
    private static final int WIDTH = 157;
    private static final int HEIGHT = 93;

    /** Smooth colours, sharp edges and noise; and, where the type has it, all degrees of transparency. */
    private static BufferedImage picture(int type) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, new Color(20, 90, 200), WIDTH, HEIGHT, new Color(250, 180, 30, 90)));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.setPaint(Color.BLACK);
        graphics.fillOval(40, 20, 50, 60);
        graphics.setPaint(Color.WHITE);
        graphics.fillOval(50, 30, 20, 30);
        graphics.dispose();
        Random random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            image.setRGB(random.nextInt(WIDTH), random.nextInt(HEIGHT), random.nextInt());
        }
        return image;
    }

    static byte[] write(BufferedImage image, String format, boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ImageWriteParam how = writer.getDefaultWriteParam();
        if (how.canWriteProgressive()) {
            how.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), how);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    static GreyPicture read(byte[] file) {
        return PictureFile.read("picture", file).grey();
    }

    private static GreyPicture readWhole(byte[] file) throws IOException {
        return new PictureLevels(ImageIO.read(new ByteArrayInputStream(file)))
                .onPaper()
                .grey();
    }

    @ParameterizedTest
    @CsvSource({
        BufferedImage.TYPE_BYTE_GRAY + ",png",
        BufferedImage.TYPE_USHORT_GRAY + ",png",
        BufferedImage.TYPE_BYTE_BINARY + ",png",
        BufferedImage.TYPE_BYTE_INDEXED + ",png",
        BufferedImage.TYPE_INT_RGB + ",png",
        BufferedImage.TYPE_INT_ARGB + ",png",
        BufferedImage.TYPE_BYTE_GRAY + ",jpeg",
        BufferedImage.TYPE_INT_RGB + ",jpeg"
    })
    void nothingIsLost(int type, String format) throws IOException {
        for (boolean progressive : new boolean[] {false, true}) {
            byte[] file = write(picture(type), format, progressive);
            assertArrayEquals(readWhole(file).light(), read(file).light(), format + " " + type);
            assertEquals(WIDTH, read(file).width());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grey", "grey-in-passes", "restarts"})
    void restartsOfJpegsChangeNothing(String name) throws IOException {
        byte[] file =
                Files.readAllBytes(Path.of("src/test/resources/dev/crosscheck/data/DataBytesITInputs/jpeg", name));
        assertArrayEquals(readWhole(file).light(), read(file).light());
    }

    @Test
    void everySecondRowAndColumnOfALargePictureIsKept() throws IOException {
        assertEquals(new PictureSize(1613, 1210), PictureSize.of(8064, 6048).kept(), "48 megapixels");
        BufferedImage image = new BufferedImage(2000, 1001, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < 1001; y++) {
            for (int x = 0; x < 2000; x++) {
                image.getRaster().setSample(x, y, 0, x % 2 + y % 2 == 0 ? 200 : 0);
            }
        }
        for (String format : List.of("png", "jpeg")) {
            GreyPicture kept = read(write(image, format, format.equals("jpeg")));
            assertEquals(1000, kept.width(), format);
            assertEquals(501, kept.height(), format);
            for (byte light : kept.light()) {
                assertEquals(200, light & 255, format.equals("jpeg") ? 30 : 0, format);
            }
        }
    }

    private static byte[] withoutApplications(byte[] jpeg, byte[]... instead) {
        ByteBuffer file = ByteBuffer.wrap(jpeg).position(2);
        while ((jpeg[file.position() + 1] & 0xf0) == 0xe0) {
            file.position(file.position() + 2 + file.getShort(file.position() + 2));
        }
        byte[] start = PictureBytes.join((Object[]) instead);
        return PictureBytes.join(0xff, 0xd8, start, Arrays.copyOfRange(jpeg, file.position(), jpeg.length));
    }

    /** Cameras leave JFIF's segment out; and three components of another kind of file are not read. */
    @Test
    void coloursOfJpegsAreWhatTheFileSays() throws IOException {
        byte[] jfif = write(picture(BufferedImage.TYPE_INT_RGB), "jpeg", false);
        byte[] luminance = read(jfif).light();
        assertArrayEquals(luminance, read(withoutApplications(jfif)).light());
        byte[] exif = PictureBytes.segment(0xe1, "Exif", 0, 0);
        assertArrayEquals(luminance, read(withoutApplications(jfif, exif)).light());
        byte[] transformed = PictureBytes.segment(0xee, "Adobe", 0, 100, 0, 0, 0, 0, 1);
        assertArrayEquals(
                luminance, read(withoutApplications(jfif, transformed)).light());
        byte[] rgb = withoutApplications(jfif, PictureBytes.segment(0xee, "Adobe", 0, 100, 0, 0, 0, 0, 0));
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> read(rgb));
        assertEquals(
                "picture: expected a JPEG of lightness and colours, found one of red, green and blue.", e.getMessage());
    }

    /** A colour, or a sample of grey, and the grey that it becomes; JPEG rounds, and a palette has not every colour. */
    @ParameterizedTest
    @CsvSource({
        BufferedImage.TYPE_INT_RGB + ",png,136,0",
        BufferedImage.TYPE_INT_RGB + ",jpeg,136,2",
        BufferedImage.TYPE_BYTE_INDEXED + ",png,136,8",
        BufferedImage.TYPE_BYTE_GRAY + ",jpeg,128,1",
        BufferedImage.TYPE_USHORT_GRAY + ",png,128,1"
    })
    void colourBecomesGreyByItsLuminanceAndGreyStaysAsItIs(int type, String format, int light, int tolerance)
            throws IOException {
        BufferedImage image = new BufferedImage(12, 7, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(255, 102, 0)); // 0.299·255 + 0.587·102 = 136.1
        graphics.fillRect(0, 0, 12, 7);
        graphics.dispose();
        if (light == 128) {
            int[] samples = new int[84];
            Arrays.fill(samples, type == BufferedImage.TYPE_USHORT_GRAY ? 32896 : 128);
            image.getRaster().setSamples(0, 0, 12, 7, 0, samples);
        }
        GreyPicture picture = read(write(image, format, false));
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
        GreyPicture picture = read(write(image, "png", false));
        assertEquals(paper, picture.at(0, 0));
        assertEquals(255 - paper, picture.at(15, 15));
    }

    /** A pixel of a smaller picture is the mean of those that it covers, each by the part that it covers. */
    @Test
    void pixelsCountByThePartThatIsCovered() {
        GreyPicture three = new GreyPicture(3, 1, new byte[] {0, 60, 90});
        assertArrayEquals(new byte[] {20, 80}, three.scaled(2, 1));
    }

    @Test
    void aTooLargeFileIsRefused(@TempDir Path folder) throws IOException {
        Path large = folder.resolve("large.png");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength((64L << 20) + 1);
        }
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> PictureFile.read(large));
        assertEquals(large + ": expected a file of at most 64 MiB, found one of 67108865 bytes.", e.getMessage());
    }
}
