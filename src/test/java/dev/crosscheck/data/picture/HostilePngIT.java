package dev.crosscheck.data.picture;

import static dev.crosscheck.data.picture.Hostile.DAMAGED;
import static dev.crosscheck.data.picture.Hostile.READ;
import static dev.crosscheck.data.picture.Hostile.join;
import static dev.crosscheck.data.picture.Hostile.repeat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostilePngIT {
    private static final byte[] SIGNATURE = join(0x89, "PNG", 13, 10, 26, 10);
    private static final byte[] END = chunk("IEND");
    private static final byte[] SMALL = header(28, 28, 8, 0, 0);
    private static final byte[] ROWS = chunk("IDAT", deflated(28 * 29));
    private static final byte[] GOOD = join(SIGNATURE, SMALL, ROWS, END);

    static byte[] chunk(String type, Object... parts) {
        byte[] content = join(parts);
        ByteBuffer chunk = ByteBuffer.allocate(12 + content.length).putInt(content.length);
        chunk.put(type.getBytes(StandardCharsets.ISO_8859_1)).put(content);
        CRC32 checksum = new CRC32();
        checksum.update(chunk.array(), 4, 4 + content.length);
        return chunk.putInt((int) checksum.getValue()).array();
    }

    static byte[] header(int width, int height, int depth, int colour, int interlace) {
        byte[] sides = ByteBuffer.allocate(8).putInt(width).putInt(height).array();
        return chunk("IHDR", sides, depth, colour, 0, 0, interlace);
    }

    /** So many zeros. */
    static byte[] deflated(int zeros) {
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[zeros]);
        deflater.finish();
        byte[] out = new byte[zeros / 500 + 100];
        return Arrays.copyOf(out, deflater.deflate(out));
    }

    /** Deflated data of blocks that have tables of codes and nothing else, which inflate to nothing. */
    private static byte[] emptyBlocks(int count) {
        String numbers = "0 01 00000 00000 0111"; // not the last, own codes, 257 and 1 of them, 18 lengths
        String lengths = "000 000 100" + " 000".repeat(14) + " 100"; // of the codes 18 (more zeros), and 1
        String codes = "1 1111111 1 1101011 0 0 0"; // 138 zeros, 118 zeros, 1, 1, and the end of the block
        String bits = (numbers + lengths + codes).replace(" ", "").repeat(8);
        byte[] eight = new byte[bits.length() / 8];
        for (int i = 0; i < bits.length(); i++) {
            eight[i / 8] |= (byte) (bits.charAt(i) - '0' << i % 8);
        }
        return join(0x78, 1, repeat(count / 8, eight));
    }

    static byte[] emptyFile() {
        return join(SIGNATURE, SMALL, chunk("IDAT", emptyBlocks(700_000)), END);
    }

    private static Hostile of(String name, String expected, Object... chunks) {
        return new Hostile(name, join(SIGNATURE, join(chunks), END), expected);
    }

    static Stream<Hostile> sizes() {
        int most = Integer.MAX_VALUE;
        return Stream.of(
                of("no size", "found 0x5", header(0, 5, 8, 0, 0), ROWS),
                of("every pixel there can be", "found 2147483647x2147483647", header(most, most, 8, 0, 0), ROWS),
                of("negative", "found 4294967295x1", header(-1, 1, 8, 0, 0), ROWS),
                of("two rows", "found 12000000x2", header(12_000_000, 2, 16, 6, 1), chunk("IDAT", deflated(1 << 20))),
                of("one row", "found 24000000x1", header(24_000_000, 1, 16, 6, 0), chunk("IDAT", deflated(1 << 20))),
                of("a side too long", "sides of 1 to 8192 pixels, found 8193x1", header(8193, 1, 8, 0, 0), ROWS),
                of("all sides long", "at most 50000000 pixels, found 8000x8000", header(8000, 8000, 8, 0, 0), ROWS),
                of("eight bytes each", "bytes when inflated", header(8000, 6000, 16, 6, 0), ROWS),
                of("nothing of it there", DAMAGED, header(7000, 7000, 8, 0, 0), ROWS),
                of("a row less", DAMAGED, header(28, 29, 8, 0, 0), ROWS),
                of("49 million in passes", READ, header(7000, 7000, 8, 0, 1), chunk("IDAT", deflated(49_100_000))),
                of("18 million of 8 bytes", READ, header(4000, 4600, 16, 6, 0), chunk("IDAT", deflated(147_300_000))),
                of("thin", READ, header(1, 8192, 1, 0, 1), chunk("IDAT", deflated(30_000))));
    }

    static Stream<Hostile> contents() {
        byte[] palette = header(28, 28, 8, 3, 0);
        byte[] wrong = ROWS.clone();
        wrong[wrong.length - 1]++;
        byte[] dictionary = chunk("IDAT", 0x78, 0xbb, "abcdefgh");
        byte[] filter = chunk("IDAT", 0x78, 1, 1, 2, 0, 0xfd, 0xff, 9, 9);
        byte[] ones = chunk("IDAT", 0x78, 1, 1, 2, 0, 0xfd, 0xff, 0, 1);
        return Stream.of(
                of("a wrong checksum", DAMAGED, SMALL, wrong),
                of("50 MB behind the last row", READ, SMALL, chunk("IDAT", deflated(50_000_000))),
                of("100,000 empty chunks", "at most 20000 chunks", SMALL, repeat(100_000, chunk("IDAT")), ROWS),
                of("10,000 empty chunks", READ, SMALL, repeat(10_000, chunk("IDAT")), ROWS),
                of("a palette of five bytes", DAMAGED, palette, chunk("PLTE", "abcde"), ROWS),
                of("no palette", DAMAGED, palette, ROWS),
                of("300 colours", DAMAGED, palette, chunk("PLTE", new byte[900]), ROWS),
                of("a colour too high", READ, header(1, 1, 8, 3, 0), chunk("PLTE", "abc"), ones),
                of("50 MB of text", READ, SMALL, chunk("zTXt", "a", 0, 0, deflated(50_000_000)), ROWS),
                of("50 MB of profile", READ, SMALL, chunk("iCCP", "a", 0, 0, deflated(50_000_000)), ROWS),
                of("100,000 texts", "chunks", SMALL, repeat(100_000, chunk("tEXt", "a", 0, "b")), ROWS),
                of("an unknown chunk", DAMAGED, SMALL, chunk("ABCD"), ROWS),
                of("colour type 5", DAMAGED, header(28, 28, 8, 5, 0), ROWS),
                of("three bits", DAMAGED, header(28, 28, 3, 0, 0), ROWS),
                of("interlace 7", DAMAGED, header(28, 28, 8, 0, 7), ROWS),
                of("a filter that is none", DAMAGED, header(1, 1, 8, 0, 0), filter),
                of("a dictionary", DAMAGED, header(1, 1, 8, 0, 0), dictionary),
                new Hostile("700,000 empty blocks", emptyFile(), DAMAGED),
                of("no deflated data", DAMAGED, header(1, 1, 8, 0, 0), chunk("IDAT", "abcdefgh")),
                of("no size first", DAMAGED, ROWS),
                of("two sizes", DAMAGED, SMALL, SMALL, ROWS));
    }

    static Stream<Hostile> ends() {
        return Stream.of(
                new Hostile("no end", join(SIGNATURE, SMALL, ROWS), DAMAGED),
                new Hostile("a chunk of 2 GB", join(SIGNATURE, SMALL, 127, 255, 255, 255, "IDAT"), DAMAGED),
                new Hostile("a chunk of -1", join(SIGNATURE, SMALL, 255, 255, 255, 255, "IDAT"), DAMAGED),
                new Hostile("4 bytes less", Arrays.copyOf(GOOD, GOOD.length - 4), DAMAGED),
                new Hostile("in the size", Arrays.copyOf(GOOD, 20), DAMAGED),
                new Hostile("the signature", SIGNATURE, DAMAGED),
                new Hostile("10 MB behind the end", join(GOOD, new byte[10_000_000]), READ));
    }

    @ParameterizedTest
    @MethodSource({"sizes", "contents", "ends"})
    void isRefusedOrReadAtLittleCost(Hostile picture) {
        picture.check();
    }

    /** So few bytes cannot inflate to so many. */
    @Test
    void aLargePictureOfNoDataIsRefusedBeforeItIsDecoded() {
        byte[] file = join(SIGNATURE, header(7000, 7000, 8, 0, 0), ROWS, END);
        assertThrows(
                BadPicture.class, () -> new PngPicture(ByteBuffer.wrap(file).position(SIGNATURE.length)));
    }
}
