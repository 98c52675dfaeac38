package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Set;

/**
 * A BMP file (Microsoft, "Bitmap Storage"): uncompressed, or with runs of 8 or 4 bits. Embedded files (compressions 4
 * and 5) and colour profiles are not looked at.
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
    private static final int HEADER_WITH_MASKS = 108;
    private static final int SRGB = 0x73524742;

    private final ByteBuffer file;
    private final PictureSize size;
    private final boolean topDown;
    private final int bits;
    private final int compression;
    private final int pixels;
    private int end;
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
        int headersEnd = FILE_HEADER + header;
        if (bits == 16 || bits == 32) {
            headersEnd += readMasks(header);
        }
        if (bits <= 8) {
            int claimed = old ? 0 : file.getInt(46);
            headersEnd += readColours(headersEnd, claimed, old ? 3 : 4);
        }
        checkPixels(headersEnd);
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

    /** @return how many bytes they take after the header */
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
            colours[i] = (file.get(at + 2) & 0xff) << 16 | (file.get(at + 1) & 0xff) << 8 | file.get(at) & 0xff;
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
        if (pixels > file.limit() - (hasRuns() ? 1 : (long) rowBytes() * size.height())) {
            throw BadPicture.endsEarly();
        }
        end = hasRuns() ? endOfRuns() : pixels + rowBytes() * size.height();
        if (end > file.limit()) {
            throw BadPicture.endsEarly();
        }
    }

    private boolean hasRuns() {
        return compression == RUNS_OF_8 || compression == RUNS_OF_4;
    }

    /** @return where runs end: a count and a colour; or, after a zero, an end, a step or a count of single pixels */
    private int endOfRuns() {
        int at = pixels;
        for (int row = 0; row < size.height(); ) {
            int count = file.get(at++) & 0xff;
            int value = file.get(at++) & 0xff;
            if (count > 0) {
                continue;
            }
            if (value == 1) {
                return at;
            }
            if (value == 0) {
                row++;
            } else if (value == 2) {
                row += file.get(at + 1) & 0xff;
                at += 2;
            } else {
                at += (value * bits + 15) / 16 * 2;
            }
        }
        return at;
    }

    @Override
    public String format() {
        return "bmp";
    }

    @Override
    public PictureSize size() {
        return size;
    }

    /** With the shortest header that says all; profiles and embedded files are left out. */
    @Override
    public List<ByteBuffer> parts() {
        boolean masked = masks.length > 0;
        int header = masked ? HEADER_WITH_MASKS : WINDOWS_HEADER;
        int start = FILE_HEADER + header + 4 * colours.length;
        ByteBuffer head = ByteBuffer.allocate(start).order(ByteOrder.LITTLE_ENDIAN);
        head.put((byte) 'B')
                .put((byte) 'M')
                .putInt(start + end - pixels)
                .putInt(10, start)
                .putInt(FILE_HEADER, header);
        head.putInt(18, size.width()).putInt(22, topDown ? -size.height() : size.height());
        head.putShort(26, (short) 1).putShort(28, (short) bits).putInt(30, masked ? MASKED : compression);
        head.putInt(34, end - pixels).putInt(46, colours.length);
        if (masked) {
            head.putInt(FILE_HEADER + WINDOWS_HEADER + 4 * masks.length, SRGB);
        }
        head.position(FILE_HEADER + WINDOWS_HEADER);
        for (int mask : masks) {
            head.putInt(mask);
        }
        head.position(FILE_HEADER + header);
        for (int colour : colours) {
            head.putInt(colour);
        }
        return List.of(head.flip(), file.slice(pixels, end - pixels));
    }

    @Override
    public long memory() {
        // Runs are copied before they are looked at.
        long copy = hasRuns() ? 2L * (end - pixels) : 0;
        return file.limit() + copy + GreyLevels.memory(size, Integer.BYTES);
    }
}
