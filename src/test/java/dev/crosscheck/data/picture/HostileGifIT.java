package dev.crosscheck.data.picture;

import static dev.crosscheck.data.picture.Hostile.READ;
import static dev.crosscheck.data.picture.Hostile.join;
import static dev.crosscheck.data.picture.Hostile.repeat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileGifIT {
    private static final byte[] TWO_COLOURS = join(0, 0, 0, 255, 255, 255);

    /** Codes of 3 bits, lowest first: clear, 0, 6 (00), 7 (000); then of 4 bits: 8 (0000), and the end. */
    private static final byte[] TEN_BLACK = blocks(join(0b10000100, 0b10001111, 0b0101));

    private static byte[] word(int number) {
        return join(number & 255, number >> 8);
    }

    private static byte[] screen(int width, int height) {
        return join("GIF89a", word(width), word(height), 0x80, 0, 0, TWO_COLOURS);
    }

    private static byte[] image(int left, int top, int width, int height) {
        return join(0x2c, word(left), word(top), word(width), word(height), 0, 2);
    }

    /** Bytes in pieces of 255, and an empty one. */
    private static byte[] blocks(byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < data.length; at += 255) {
            int length = Math.min(255, data.length - at);
            out.write(length);
            out.write(data, at, length);
        }
        out.write(0);
        return out.toByteArray();
    }

    /** The densest there is: each code stands for one pixel more than the one before. */
    private static byte[] black(int pixels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long bits = 4;
        int count = 3;
        int length = 3;
        int known = 6;
        int code = 0;
        int run = 1;
        for (long drawn = 0; drawn < pixels; drawn += run++) {
            bits |= (long) code << count;
            count += length;
            for (; count >= 8; count -= 8) {
                out.write((int) bits);
                bits >>= 8;
            }
            boolean first = code == 0;
            code = first ? known : Math.min(code + 1, 4095);
            known += first || known == 4096 ? 0 : 1;
            run = Math.min(run, 4091);
            length = known == 1 << length && length < 12 ? length + 1 : length;
        }
        out.write((int) bits);
        out.write((int) bits >> 8);
        return blocks(out.toByteArray());
    }

    static byte[] good() {
        return join(screen(5, 2), image(0, 0, 5, 2), TEN_BLACK, 0x3b);
    }

    private static Hostile of(String name, String expected, Object... parts) {
        return new Hostile(name, join(join(parts), 0x3b), expected);
    }

    static Stream<Hostile> sizes() {
        return Stream.of(
                of("as it should be", READ, screen(5, 2), image(0, 0, 5, 2), TEN_BLACK),
                of("a small image on a huge screen", "found 65535x65535", screen(65535, 65535), image(0, 0, 5, 2)),
                of("a huge image on a small screen", "larger than the screen", screen(1, 1), image(0, 0, 8000, 6000)),
                of("beside the screen", "larger than the screen", screen(5, 2), image(1, 0, 5, 2), TEN_BLACK),
                of("a huge image", "at most 50000000 pixels", screen(8000, 6000), image(0, 0, 8000, 8000), TEN_BLACK),
                of("no image at all", "found 0x2", screen(5, 2), image(0, 0, 0, 2), TEN_BLACK),
                of(
                        "49 million and three bytes",
                        "ends too early",
                        screen(7000, 7000),
                        image(0, 0, 7000, 7000),
                        TEN_BLACK),
                of("one pixel more", "ends too early", screen(11, 1), image(0, 0, 11, 1), TEN_BLACK),
                of("one pixel less", READ, screen(3, 3), image(0, 0, 3, 3), TEN_BLACK));
    }

    static Stream<Hostile> contents() {
        byte[] head = screen(5, 2);
        byte[] good = join(image(0, 0, 5, 2), TEN_BLACK);
        byte[] noColours = join("GIF89a", word(5), word(2), 0, 0, 0);
        byte[] place = join(0x2c, new byte[4], word(5), word(2), 0);
        return Stream.of(
                of("50,000 frames", READ, head, repeat(50_000, good)),
                of("49 million pixels in 16 KB", READ, screen(7000, 7000), image(0, 0, 7000, 7000), black(49_000_000)),
                of("no colours", "no colours", noColours, good),
                of(
                        "300,000 comments",
                        "at most 300000 blocks",
                        head,
                        repeat(300_000, join(0x21, 0xfe, 1, "a", 0)),
                        good),
                of("a comment of 300,001", "blocks", head, 0x21, 0xfe, repeat(300_001, join(1, "a")), 0, good),
                of("a comment of 25 MB", READ, head, 0x21, 0xfe, blocks(new byte[25_000_000]), good),
                of("a comment without end", "ends too early", head, 0x21, 0xfe, repeat(1000, join(1, "a"))),
                of("codes of no bits", "length of its codes", head, place, 0, TEN_BLACK),
                of("codes of 200 bits", "length of its codes", head, place, 200, TEN_BLACK),
                of("an end at once", "ends too early", head, place, 2, blocks(join(0b101))),
                of(
                        "nothing but clear",
                        "many times the data",
                        head,
                        place,
                        2,
                        blocks(repeat(300_000, join(0x24, 0x49, 0x92)))),
                of("an unknown code first", READ, head, place, 2, blocks(join(0b110100, 0, 0))),
                of("a code too high", "Out-of-sequence code", head, place, 2, blocks(join(0b11000100, 1, 0))),
                of("a colour too high", READ, screen(1, 1), image(0, 0, 1, 1), blocks(join(0b011100))),
                of("no image", "no image", head),
                of("something else", "no image", head, "abc", good),
                new Hostile("in the colours", Arrays.copyOf(head, 15), "ends too early"),
                new Hostile("in the screen", Arrays.copyOf(head, 8), "ends too early"),
                new Hostile("in the image", Arrays.copyOf(join(head, good), head.length + 7), "ends too early"),
                new Hostile("in the data", Arrays.copyOf(join(head, good), head.length + 13), "ends too early"));
    }

    @ParameterizedTest
    @MethodSource({"sizes", "contents"})
    void isRefusedOrReadAtLittleCost(Hostile picture) {
        picture.check();
    }
}
