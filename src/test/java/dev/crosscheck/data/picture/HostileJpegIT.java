package dev.crosscheck.data.picture;

import static dev.crosscheck.data.picture.Hostile.DAMAGED;
import static dev.crosscheck.data.picture.Hostile.READ;
import static dev.crosscheck.data.picture.Hostile.join;
import static dev.crosscheck.data.picture.Hostile.repeat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileJpegIT {
    private static final byte[] START = join(0xff, 0xd8);
    private static final byte[] END = join(0xff, 0xd9);
    private static final byte[] DIVISORS = segment(0xdb, 0, repeat(64, join(1)));
    private static final byte[] SCAN = segment(0xda, 1, 1, 0, 0, 63, 0);
    private static final byte[] DC_SCAN = segment(0xda, 1, 1, 0, 0, 0, 0);
    private static final byte[] AC_SCAN = segment(0xda, 1, 1, 0, 1, 63, 0);

    /** Codes 0 and 10: for the difference 0 and one of 1 bit; for the ends of a block and of 2^14 blocks. */
    private static final byte[] CODES =
            join(codes(0x00, join(1, 1), new byte[14], 0, 1), codes(0x10, join(1, 1), new byte[14], 0, 0xe0));

    private static final byte[] TABLES = join(DIVISORS, CODES);

    static byte[] segment(int marker, Object... parts) {
        byte[] content = join(parts);
        int length = content.length + 2;
        return join(0xff, marker, length >> 8, length & 0xff, content);
    }

    private static byte[] codes(Object... parts) {
        return segment(0xc4, parts);
    }

    /** One component that goes by the number 1. */
    private static byte[] frame(int marker, int width, int height) {
        return segment(marker, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0);
    }

    private static int blocks(int width, int height) {
        return (width + 7) / 8 * ((height + 7) / 8);
    }

    /** Grey of one kind: two bits per block. */
    static byte[] baseline(int width, int height) {
        byte[] data = new byte[(2 * blocks(width, height) + 7) / 8];
        return join(START, TABLES, frame(0xc0, width, height), SCAN, data, END);
    }

    /** The same progressively, with the scans of all but the first coefficient repeated. */
    static byte[] progressive(int width, int height, int scans) {
        int blocks = blocks(width, height);
        byte[] runs = CODES.clone();
        runs[runs.length - 2] = (byte) 0xe0; // the code 0: the end of 2^14 blocks and more
        byte[] data = new byte[((blocks + 16383) / 16384 * 15 + 7) / 8];
        byte[] head = join(START, DIVISORS, runs, frame(0xc2, width, height), DC_SCAN, new byte[(blocks + 7) / 8]);
        return join(head, repeat(scans, join(AC_SCAN, data)), END);
    }

    private static byte[] ofPart(int component) {
        return segment(0xda, 1, component, 0, 0, 63, 0);
    }

    private static Hostile of(String name, String expected, Object... parts) {
        return new Hostile(name, join(START, join(parts), END), expected);
    }

    static Stream<Hostile> scans() {
        byte[] small = baseline(28, 28);
        return Stream.of(
                new Hostile("1,000 scans", progressive(6000, 4000, 998), "whose scans have at most 16000000 blocks"),
                new Hostile("150,000 scans", progressive(4000, 6000, 150_000), "whose scans have at most"),
                new Hostile("150,000 small scans", progressive(8, 8, 150_000), "at most 1000 segments"),
                new Hostile("900 small scans", progressive(100, 100, 900), READ),
                new Hostile("12 scans of 48 million pixels", progressive(8064, 6048, 12), READ),
                new Hostile("48 million pixels", baseline(8064, 6048), READ),
                new Hostile("no data", Arrays.copyOf(progressive(8064, 6048, 0), 600), DAMAGED),
                new Hostile("half the data", Arrays.copyOf(baseline(800, 800), 2000), DAMAGED),
                new Hostile("no end", Arrays.copyOf(small, small.length - 2), DAMAGED),
                new Hostile("no end of a progressive one", progressiveWithoutEnd(), DAMAGED),
                new Hostile("10 MB behind the end", join(small, new byte[10_000_000]), READ),
                of("no scan", DAMAGED, TABLES, frame(0xc0, 28, 28)),
                of("a scan twice", DAMAGED, TABLES, frame(0xc0, 8, 8), SCAN, 0, SCAN, 0),
                of("a scan of others", DAMAGED, TABLES, frame(0xc0, 8, 8), segment(0xda, 1, 9, 0, 0, 63, 0), 0),
                of("an unknown part", DAMAGED, TABLES, frame(0xc2, 8, 8), segment(0xda, 1, 1, 0, 5, 70, 0), 0),
                of("a scan first", DAMAGED, TABLES, SCAN, 0));
    }

    private static byte[] progressiveWithoutEnd() {
        byte[] file = progressive(28, 28, 2);
        return Arrays.copyOf(file, file.length - 2);
    }

    static Stream<Hostile> segments() {
        byte[] rest = join(TABLES, frame(0xc0, 8, 8), SCAN, 0);
        byte[] thumbnail = baseline(160, 120);
        byte[] bad = join(DIVISORS, codes(0, repeat(16, join(255)), new byte[4080]));
        return Stream.of(
                of("280,000 profiles", "at most 1000 segments", repeat(280_000, segment(0xe2, "ICC")), rest),
                of("990 profiles of 65 KB", "segments", repeat(1000, segment(0xe2, new byte[65_000])), rest),
                of("many profiles", READ, repeat(500, segment(0xe2, new byte[10_000])), rest),
                of("280,000 comments", "segments", repeat(280_000, segment(0xfe)), rest),
                of("400,000 tables of codes", READ, repeat(100, codes(repeat(3800, new byte[17]))), rest),
                of("50,000 tables of divisors", READ, repeat(50, segment(0xdb, repeat(1000, new byte[65]))), rest),
                of("thumbnails in thumbnails", READ, segment(0xe1, "Exif", 0, 0, thumbnail, thumbnail), rest),
                of("a segment of one byte", DAMAGED, 0xff, 0xe1, 0, 1, rest),
                of("a segment longer than the file", DAMAGED, rest, 0xff, 0xe1, 255, 255),
                of("text between", DAMAGED, "some text", rest),
                of("no tables", DAMAGED, frame(0xc0, 8, 8), SCAN, 0),
                of("no codes", DAMAGED, DIVISORS, frame(0xc0, 8, 8), SCAN, 0),
                of("4,080 codes", DAMAGED, bad, frame(0xc0, 8, 8), SCAN, 0),
                of("no such code", DAMAGED, TABLES, frame(0xc0, 8, 8), SCAN, 0xfe),
                of("fill bytes", READ, repeat(100_000, join(0xff)), rest));
    }

    static Stream<Hostile> frames() {
        byte[] scan = join(SCAN, 0);
        byte[] twelve = segment(0xc1, 12, 0, 8, 0, 8, 1, 1, 0x11, 0);
        byte[] two = segment(0xc0, 8, 0, 8, 0, 8, 2, 1, 0x11, 0, 2, 0x11, 0);
        byte[] twice = segment(0xc0, 8, 0, 8, 0, 8, 3, repeat(3, join(1, 0x11, 0)));
        byte[] wide = segment(0xc0, 8, 0, 8, 0, 8, 1, 1, 0x51, 0);
        byte[] none = segment(0xc0, 8, 0, 8, 0, 8, 1, 1, 0x10, 0);
        return Stream.of(
                of("arithmetic codes", DAMAGED, TABLES, frame(0xc9, 8, 8), scan),
                of("lossless", DAMAGED, TABLES, frame(0xc3, 8, 8), scan),
                of("twelve bits", DAMAGED, TABLES, twelve, scan),
                of("two components", DAMAGED, TABLES, two, scan),
                of("components of one name", DAMAGED, TABLES, twice, scan),
                of("a factor of 5", DAMAGED, TABLES, wide, scan),
                of("a factor of 0", DAMAGED, TABLES, none, scan),
                of("no height", "found 8x0", TABLES, frame(0xc0, 8, 0), scan),
                of("no height but behind", "found 8x0", TABLES, frame(0xc0, 8, 0), scan, segment(0xdc, 0, 8)),
                of("a second height", DAMAGED, TABLES, frame(0xc0, 8, 8), scan, segment(0xdc, 0, 8)),
                of("65,535 pixels square", "found 65535x65535", TABLES, frame(0xc0, 65535, 65535), scan),
                of("too many pixels", "at most 50000000", TABLES, frame(0xc2, 8000, 8000), scan),
                of("two sizes", DAMAGED, TABLES, frame(0xc0, 8, 8), frame(0xc0, 8, 8), scan));
    }

    static Stream<Hostile> restarts() {
        byte[] each = segment(0xdd, 0, 1);
        byte[] head = join(TABLES, each, frame(0xc0, 24, 8), SCAN);
        return Stream.of(
                of("restarts", READ, head, 0x3f, 0xff, 0xd0, 0x3f, 0xff, 0xd1, 0x3f),
                of("a restart in the wrong place", DAMAGED, head, 0x3f, 0xff, 0xd1, 0x3f, 0xff, 0xd0, 0x3f),
                of("no restarts", DAMAGED, head, new byte[50]),
                of("restarts and nothing else", DAMAGED, head, repeat(1000, join(0xff, 0xd0))));
    }

    static Stream<Hostile> colours() {
        byte[] rgb = join("R", 0x11, 0, "G", 0x11, 0, "B", 0x11, 0);
        byte[] four = join(1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0);
        byte[] large = segment(0xc2, 8, 0x17, 0xa0, 0x1f, 0x80, 3, rgb); // 8064x6048
        byte[] dcs = segment(0xda, 3, "R", 0, "G", 0, "B", 0, 0, 0, 0);
        byte[] all = segment(0xda, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0);
        byte[] uneven = segment(0xc0, 8, 0, 99, 0, 99, 3, 1, 0x11, 0, 2, 0x44, 0, 3, 0x13, 0);
        byte[] apart = join(SCAN, new byte[99], ofPart(2), new byte[99], ofPart(3), new byte[99]);
        byte[] together = segment(0xda, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0);
        return Stream.of(
                of("inks", DAMAGED, TABLES, segment(0xc0, 8, 0, 8, 0, 8, 4, four), all, 0),
                of("50 million colours", DAMAGED, TABLES, large, dcs, new byte[40_000]),
                of("50 million in three parts", "KiB to read", TABLES, large, dcs, new byte[300_000]),
                of("20 blocks together", DAMAGED, TABLES, uneven, together, new byte[999]),
                of("luminance coarser than colour", READ, TABLES, uneven, apart),
                of("luminance alone", READ, TABLES, uneven, SCAN, new byte[99]));
    }

    @ParameterizedTest
    @MethodSource({"scans", "segments", "frames", "restarts", "colours"})
    void isRefusedOrReadAtLittleCost(Hostile picture) {
        picture.check();
    }

    /** Decoders refuse these too, but what they would allocate before is not known. */
    @ParameterizedTest
    @ValueSource(strings = {"two sizes", "twelve bits", "text between"})
    void isRefusedBeforeItIsDecoded(String name) {
        Hostile picture = Stream.of(scans(), segments(), frames())
                .flatMap(all -> all)
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        assertThrows(
                BadPicture.class,
                () -> new JpegPicture(ByteBuffer.wrap(picture.bytes()).position(START.length)));
    }
}
