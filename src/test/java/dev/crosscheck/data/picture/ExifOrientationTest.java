package dev.crosscheck.data.picture;

import static dev.crosscheck.data.picture.PictureFileTest.read;
import static dev.crosscheck.data.picture.PictureFileTest.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExifOrientationTest {
    /** Blocks of 16 pixels in six shades, which tell where each of them came to lie. */
    private static BufferedImage blocks(String rows) {
        String[] letters = rows.split("/");
        BufferedImage image =
                new BufferedImage(16 * letters[0].length(), 16 * letters.length, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                image.getRaster().setSample(x, y, 0, 40 * (letters[y / 16].charAt(x / 16) - 'a') + 20);
            }
        }
        return image;
    }

    private static String letters(GreyPicture picture) {
        StringBuilder letters = new StringBuilder();
        for (int row = 8; row < picture.height(); row += 16) {
            letters.append(row == 8 ? "" : "/");
            for (int column = 8; column < picture.width(); column += 16) {
                letters.append((char) ('a' + picture.at(row, column) / 40));
            }
        }
        return letters.toString();
    }

    /** EXIF data: a header, and a directory of two entries of which the second is the orientation. */
    private static byte[] exif(ByteOrder order, int orientation) {
        ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 24 + 4).order(order);
        tiff.putShort((short) (order == ByteOrder.BIG_ENDIAN ? 0x4d4d : 0x4949));
        tiff.putShort((short) 42).putInt(8).putShort((short) 2);
        tiff.putShort((short) 0x0110).putShort((short) 2).putInt(4).putInt(0x54657374);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        return tiff.array();
    }

    /** Puts EXIF data into a JPEG, right behind its first marker. */
    private static byte[] withExif(byte[] jpeg, byte[] exif) {
        byte[] segment = PictureBytes.segment(0xe1, "Exif\0\0", exif);
        return PictureBytes.join(Arrays.copyOf(jpeg, 2), segment, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    /** The rows as the camera stored them, so that turned as EXIF says they read ab, cd, ef. */
    @ParameterizedTest
    @CsvSource({
        "1,ab/cd/ef",
        "2,ba/dc/fe",
        "3,fe/dc/ba",
        "4,ef/cd/ab",
        "5,ace/bdf",
        "6,bdf/ace",
        "7,fdb/eca",
        "8,eca/fdb"
    })
    void photographsAreTurnedAsTheCameraWasHeld(int orientation, String stored) throws IOException {
        byte[] png = write(blocks(stored), "png", false);
        byte[] chunk = PictureBytes.chunk("eXIf", exif(ByteOrder.LITTLE_ENDIAN, orientation));
        byte[] turned = PictureBytes.join(Arrays.copyOf(png, 33), chunk, Arrays.copyOfRange(png, 33, png.length));
        assertEquals("ab/cd/ef", letters(read(turned)), "a chunk of a PNG, behind its header");
        byte[] jpeg = write(blocks(stored), "jpeg", false);
        assertEquals("ab/cd/ef", letters(read(withExif(jpeg, exif(ByteOrder.BIG_ENDIAN, orientation)))));
        assertEquals("ab/cd/ef", letters(read(withExif(jpeg, exif(ByteOrder.LITTLE_ENDIAN, orientation)))));
        assertEquals(stored, letters(read(jpeg)), "without EXIF data it stays as it is");
    }

    /** Each place of a byte (from the start of the EXIF data) with what stands there instead; then data that are cut. */
    @Test
    void damagedExifDataTurnNothing() throws IOException {
        byte[] jpeg = write(blocks("ab/cd/ef"), "jpeg", false);
        int[][] places = {
            {0, 0x45}, {2, 7}, {4, 0x7f}, {4, 0xff}, {7, 200}, {9, 0}, {22, 9}, {24, 4}, {28, 2}, {31, 9}, {31, 0}
        };
        for (int[] place : places) {
            byte[] exif = exif(ByteOrder.BIG_ENDIAN, 6);
            exif[place[0]] = (byte) place[1];
            assertEquals("ab/cd/ef", letters(read(withExif(jpeg, exif))), "byte " + place[0]);
        }
        byte[] exif = exif(ByteOrder.LITTLE_ENDIAN, 3);
        for (int length = 0; length < 8 + 2 + 12 + 10; length++) {
            assertEquals("ab/cd/ef", letters(read(withExif(jpeg, Arrays.copyOf(exif, length)))), "cut at " + length);
        }
    }
}
