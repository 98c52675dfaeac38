package dev.crosscheck.data.picture;

import static dev.crosscheck.data.picture.Hostile.READ;
import static dev.crosscheck.data.picture.Hostile.join;
import static dev.crosscheck.data.picture.Hostile.repeat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileBmpIT {
    private static final int WIDTH = 18;
    private static final int HEIGHT = 22;
    private static final int BITS = 28;
    private static final int COMPRESSION = 30;
    private static final int COLOURS = 46;
    private static final int PIXELS = 10;

    /** Of both headers, 8 bits per pixel, 256 colours and rows of zeros, with some 32-bit numbers set. */
    static byte[] bmp(int data, int... placesAndNumbers) {
        ByteBuffer file = ByteBuffer.allocate(14 + 40 + 1024 + data).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0, (byte) 'B')
                .put(1, (byte) 'M')
                .putInt(PIXELS, 14 + 40 + 1024)
                .putInt(14, 40);
        file.putInt(WIDTH, 4).putInt(HEIGHT, 4).putShort(26, (short) 1).putShort(BITS, (short) 8);
        for (int i = 0; i < placesAndNumbers.length; i += 2) {
            if (placesAndNumbers[i] == BITS) {
                file.putShort(BITS, (short) placesAndNumbers[i + 1]);
            } else {
                file.putInt(placesAndNumbers[i], placesAndNumbers[i + 1]);
            }
        }
        return file.array();
    }

    private static Hostile of(String name, String expected, int... placesAndNumbers) {
        return new Hostile(name, bmp(64, placesAndNumbers), expected);
    }

    /** Runs of eight bits. */
    private static Hostile runs(String name, String expected, int width, int height, byte[] data) {
        byte[] head = bmp(0, WIDTH, width, HEIGHT, height, COMPRESSION, 1);
        return new Hostile(name, join(head, data), expected);
    }

    static Stream<Hostile> headers() {
        String kind = "without compression, or with runs, found compression ";
        int most = Integer.MAX_VALUE;
        return Stream.of(
                of("as it should be", READ),
                of("a JPEG inside", kind + "4", COMPRESSION, 4, BITS, 0),
                of("a PNG inside", kind + "5", COMPRESSION, 5, BITS, 0),
                of("a PNG inside of 2 GB", kind + "5 with 24", COMPRESSION, 5, BITS, 24, 34, most),
                of("inks", kind + "11", COMPRESSION, 11),
                of("compression -1", kind + "4294967295", COMPRESSION, -1),
                of("no bits", kind + "0 with 0", BITS, 0),
                of("two bits", kind + "0 with 2", BITS, 2),
                of("64 bits", kind + "0 with 64", BITS, 64),
                of("runs of 24 bits", kind + "1 with 24", COMPRESSION, 1, BITS, 24),
                of("runs from the top", kind + "1 with 8", COMPRESSION, 1, HEIGHT, -4),
                of("from the top", READ, HEIGHT, -4),
                of("the lowest height", "found 4x2147483648", HEIGHT, Integer.MIN_VALUE),
                of("a negative width", "found -4x4", WIDTH, -4),
                of("no width", "found 0x4", WIDTH, 0),
                of("900 million pixels", "found 30000x30000", WIDTH, 30_000, HEIGHT, 30_000),
                of("64 million pixels", "at most 50000000", WIDTH, 8000, HEIGHT, 8000),
                of("a header of 41 bytes", "a header of 41 bytes", 14, 41),
                of("a header of 2 GB", "a header of 4294967295 bytes", 14, -1));
    }

    static Stream<Hostile> places() {
        int most = Integer.MAX_VALUE;
        return Stream.of(
                of("300 colours for 8 bits", "palette of 300", COLOURS, 300),
                of("2 billion colours", "palette of 2147483647", COLOURS, most),
                of("-1 colours", "palette of 4294967295", COLOURS, -1),
                of("256 colours for 4 bits", "palette of 256", COLOURS, 256, BITS, 4),
                of("pixels in the header", "overlap", PIXELS, 20),
                of("pixels in the colours", "overlap", PIXELS, 500, COLOURS, 256),
                of("pixels before the file", "overlap", PIXELS, -1),
                of("pixels behind the file", "ends too early", PIXELS, most),
                of("a row less", "ends too early", HEIGHT, 17),
                of("49 million pixels", "ends too early", WIDTH, 7000, HEIGHT, 7000),
                new Hostile("colours behind the end", join(cut(bmp(0), 60)), "ends too early"),
                new Hostile("in the header", cut(bmp(0), 20), "ends too early"),
                new Hostile("two letters", join("BM"), "ends too early"),
                new Hostile("masks of nothing", bmp(64, COMPRESSION, 3, BITS, 32), "a damaged one"),
                new Hostile("masks of all", bmp(64, COMPRESSION, 3, BITS, 32, 54, -1, 58, -1, 62, -1), READ),
                new Hostile("a profile at 2 GB", bmp(64, 14, 124, BITS, 32, 126, most, 130, most), READ),
                new Hostile("an OS/2 header", bmp(64, 14, 64, PIXELS, 1102), READ));
    }

    private static byte[] cut(byte[] file, int length) {
        return Arrays.copyOf(file, length);
    }

    static Stream<Hostile> floods() {
        byte[] step = join(0, 2, 255, 0);
        byte[] down = join(0, 2, 0, 255);
        byte[] single = join(0, 255, new byte[256]);
        byte[] nothing = join(0, 0);
        return Stream.of(
                runs("an end at once", READ, 7000, 7000, join(0, 1)),
                runs("no end", "ends too early", 7000, 7000, join(5, 0)),
                runs("nothing", "ends too early", 7000, 7000, new byte[0]),
                runs("4 million steps", "ends too early", 7000, 7000, repeat(4_000_000, step)),
                runs("steps out of it", READ, 100, 100, join(step, down, 255, 9, 0, 1)),
                runs("100,000 of 255", "ends too early", 100, 100, repeat(100_000, single)),
                runs("8 million runs", "ends too early", 8192, 6000, repeat(8_000_000, join(255, 7))),
                runs("ends of rows", READ, 8192, 6000, repeat(6000, nothing)),
                runs("runs longer than rows", READ, 4, 2, join(255, 1, 0, 0, 255, 2, 0, 1)),
                runs("half a number", "ends too early", 4, 2, join(0, 255, 1, 2)));
    }

    @ParameterizedTest
    @MethodSource({"headers", "places", "floods"})
    void isRefusedOrReadAtLittleCost(Hostile picture) {
        picture.check();
    }
}
