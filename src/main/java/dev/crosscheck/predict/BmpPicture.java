package dev.crosscheck.predict;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * A BMP file (Microsoft, "Bitmap Storage"): uncompressed, or with runs of 8 or 4 bits. Other files inside of it, which its compressions
 * 4 and 5 mean, and colour profiles are not looked at.
 */
final class BmpPicture implements EncodedPicture {
    static final short SIGNATURE = 0x424d; // "BM"

    /** Of OS/2 1.0, Windows 3, its two and three masks, OS/2 2.0, Windows 95, Windows 98. */
    private static final Set<Integer> HEADERS = Set.of(12, 40, 52, 56, 64, 108, 124);

    private static final int OLD_HEADER = 12;
    private static final int WINDOWS_HEADER = 40;
    private static final int MASKS_IN_HEADER = 52;
    private static final int FILE_HEADER = 14;
    private static final int MASKS = 12;
    private static final int PLAIN = 0;
    private static final int RUNS_OF_8 = 1;
    private static final int RUNS_OF_4 = 2;
    private static final int MASKED = 3;
    private static final int OPAQUE = 255;

    private final ByteBuffer file;
    private final PictureSize size;
    private final boolean topDown;
    private final int bits;
    private final int compression;
    private final int pixels;
    private int[] colours = {};
    private int[] masks = {};

    /** @param encoded positioned at the signature */
    BmpPicture(ByteBuffer encoded) {
        file = encoded.slice().order(ByteOrder.LITTLE_ENDIAN);
        pixels = file.getInt(10);
        int header = file.getInt(FILE_HEADER);
        if (!HEADERS.contains(header)) {
            throw new BadPicture("a BMP of a known kind", "a header of " + Integer.toUnsignedString(header) + " bytes");
        }
        boolean old = header == OLD_HEADER;
        long height = old ? word(20) : file.getInt(22);
        topDown = height < 0;
        size = PictureSize.of(old ? word(18) : file.getInt(18), Math.abs(height));
        bits = word(old ? 24 : 28);
        compression = old ? PLAIN : file.getInt(30);
        checkKind();
        int end = FILE_HEADER + header;
        if (compression == MASKED || bits > 8) {
            end += readMasks(header);
        }
        if (bits <= 8) {
            int claimed = old ? 0 : file.getInt(46);
            end += readColours(end, claimed, old ? 3 : 4);
        }
        checkPixels(end);
    }

    private int word(int at) {
        return Short.toUnsignedInt(file.getShort(at));
    }

    private void checkKind() {
        boolean known = switch (compression) {
            case PLAIN -> Set.of(1, 4, 8, 16, 24, 32).contains(bits);
            case RUNS_OF_8 -> bits == 8 && !topDown;
            case RUNS_OF_4 -> bits == 4 && !topDown;
            case MASKED -> bits == 16 || bits == 32;
            default -> false;
        };
        if (!known) {
            throw new BadPicture(
                    "a BMP without compression, or with runs",
                    "compression " + Integer.toUnsignedString(compression) + " with " + bits + " bits per pixel");
        }
    }

    /** @return how many bytes they take behind the header */
    private int readMasks(int header) {
        masks = bits == 16 ? new int[] {0x7c00, 0x3e0, 0x1f, 0} : new int[] {0xff0000, 0xff00, 0xff, 0};
        if (compression != MASKED) {
            return 0;
        }
        for (int i = 0; i < (header > MASKS_IN_HEADER && header != 64 ? 4 : 3); i++) {
            masks[i] = file.getInt(FILE_HEADER + WINDOWS_HEADER + 4 * i);
        }
        return header == WINDOWS_HEADER ? MASKS : 0;
    }

    /** @return how many bytes they take */
    private int readColours(int from, int claimed, int bytesEach) {
        int most = 1 << bits;
        if (claimed < 0 || claimed > most) {
            throw BadPicture.damaged("a palette of " + Integer.toUnsignedString(claimed) + " colours");
        }
        int room = Math.max(0, pixels - from) / bytesEach;
        colours = new int[claimed > 0 ? claimed : Math.min(most, room)];
        for (int i = 0; i < colours.length; i++) {
            int at = from + bytesEach * i;
            colours[i] =
                    GreyLevels.pixel(file.get(at + 2) & 0xff, file.get(at + 1) & 0xff, file.get(at) & 0xff, OPAQUE);
        }
        return bytesEach * colours.length;
    }

    private int rowBytes() {
        return (size.width() * bits + 31) / 32 * 4;
    }

    private void checkPixels(int headersEnd) {
        if (pixels < headersEnd || bits <= 8 && colours.length == 0) {
            throw BadPicture.damaged("its header and its pixels overlap");
        }
        boolean runs = compression == RUNS_OF_8 || compression == RUNS_OF_4;
        if (pixels > file.limit() - (runs ? 1 : (long) rowBytes() * size.height())) {
            throw BadPicture.endsEarly();
        }
    }

    @Override
    public long memory() {
        return (long) GreyLevels.BYTES * size.kept().pixels();
    }

    @Override
    public GreyPicture decode(DecodingTime time) {
        GreyLevels levels = new GreyLevels(size);
        if (compression == RUNS_OF_8 || compression == RUNS_OF_4) {
            levels.fill(colour(0));
            new Runs(levels, time).draw();
            return levels.onPaper();
        }
        for (int row = 0; row < size.height(); row++) {
            time.check();
            int y = topDown ? row : size.height() - 1 - row;
            for (int x = 0; levels.keeps(y) && x < size.width(); x += levels.step()) {
                levels.set(x, y, pixel(pixels + row * rowBytes(), x));
            }
        }
        return levels.onPaper();
    }

    private int pixel(int row, int x) {
        return switch (bits) {
            case 16 -> masked(word(row + 2 * x));
            case 24 ->
                GreyLevels.pixel(
                        file.get(row + 3 * x + 2) & 0xff,
                        file.get(row + 3 * x + 1) & 0xff,
                        file.get(row + 3 * x) & 0xff,
                        OPAQUE);
            case 32 -> masked(file.getInt(row + 4 * x));
            default -> colour(file.get(row + x * bits / 8) >> (8 - bits - x * bits % 8) & (1 << bits) - 1);
        };
    }

    private int masked(int value) {
        int opacity = masks[3] == 0 ? OPAQUE : part(value, masks[3]);
        return GreyLevels.pixel(part(value, masks[0]), part(value, masks[1]), part(value, masks[2]), opacity);
    }

    /** @return the value behind a mask, brought to 0 to 255 */
    private static int part(int value, int mask) {
        int shift = Integer.numberOfTrailingZeros(mask);
        long most = Integer.toUnsignedLong(mask) >>> shift;
        return mask == 0 ? 0 : (int) (((Integer.toUnsignedLong(value & mask) >>> shift) * OPAQUE + most / 2) / most);
    }

    private int colour(int index) {
        if (index >= colours.length) {
            throw BadPicture.damaged("a colour that its palette does not have");
        }
        return colours[index];
    }

    /** Pixels in runs: a count and a colour; or, after a zero, an end, a step or a count of single pixels. */
    private final class Runs {
        private final GreyLevels levels;
        private final DecodingTime time;
        private int at = pixels;
        private int x;
        private int row;

        Runs(GreyLevels levels, DecodingTime time) {
            this.levels = levels;
            this.time = time;
        }

        void draw() {
            while (row < size.height()) {
                int count = next();
                int value = next();
                if (count > 0) {
                    // What is beyond the end of its row is not drawn, and must cost nothing: there may be millions of
                    // runs.
                    for (int i = 0; i < count && x < size.width(); i++) {
                        set(bits == 8 ? value : i % 2 == 0 ? value >> 4 : value & 15);
                    }
                } else if (value == 0) {
                    time.check();
                    x = 0;
                    row++;
                } else if (value == 1) {
                    return;
                } else if (value == 2) {
                    x = Math.min(x + next(), size.width());
                    row += next();
                } else {
                    single(value);
                }
            }
        }

        private int next() {
            if (at >= file.limit()) {
                throw BadPicture.endsEarly();
            }
            return file.get(at++) & 0xff;
        }

        private void single(int count) {
            int start = at;
            int value = 0;
            for (int i = 0; i < count; i++) {
                value = bits == 8 || i % 2 == 0 ? next() : value;
                set(bits == 8 ? value : i % 2 == 0 ? value >> 4 : value & 15);
            }
            at += (at - start) % 2;
        }

        private void set(int index) {
            int y = size.height() - 1 - row;
            if (x < size.width() && levels.keeps(x) && levels.keeps(y)) {
                levels.set(x, y, colour(index));
            }
            x = Math.min(x + 1, size.width());
        }
    }
}
