package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A PNG file (W3C Recommendation "Portable Network Graphics", second edition): a sequence of chunks with length, type, content and checksum. Chunks
 * that are not needed are skipped.
 */
final class PngPicture {
    static final long SIGNATURE = 0x89504e470d0a1a0aL;

    /** Slightly more than a file of 64 MiB has in chunks of 4 KiB, which is less than the chunks of usual encoders. */
    static final int MOST_CHUNKS = 20_000;

    /** Maximum bytes of all rows after inflating: three for each of the maximum number of pixels. The time of decoding is proportional to it. */
    static final long MOST_ROW_BYTES = 3L * PictureSize.MOST_PIXELS;

    /** Deflate's maximum compression ratio. */
    private static final long HIGHEST_RATIO = 1032;

    private static final int AROUND = 12; // length, type and checksum
    private static final int GREY = 0;
    private static final int COLOUR = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int COLOUR_ALPHA = 6;

    private final List<ByteBuffer> parts = new ArrayList<>();
    private final ByteBuffer file;
    private PictureSize size;
    private long dataBytes;
    private int depth;
    private int colour;
    private int channels;
    private int orientation = ExifOrientation.UPRIGHT;

    /** @param file positioned after the signature */
    PngPicture(ByteBuffer file) {
        this.file = file;
        parts.add(file.slice(0, file.position()));
        boolean ended = false;
        for (int chunks = 0; !ended; chunks++) {
            if (chunks == MOST_CHUNKS) {
                throw new BadPicture("a PNG of at most " + MOST_CHUNKS + " chunks", "more");
            }
            ended = readChunk();
        }
        limitRows();
    }

    /** @return whether this was the last chunk */
    private boolean readChunk() {
        int start = file.position();
        int length = file.getInt();
        byte[] name = new byte[4];
        file.get(name);
        ByteBuffer content = file.slice(file.position(), length);
        boolean critical = (name[0] & 0x20) == 0;
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content.duplicate());
        file.position(file.position() + length);
        if (file.getInt() != (int) checksum.getValue() && critical) {
            throw BadPicture.damaged();
        }
        String type = new String(name, StandardCharsets.ISO_8859_1);
        if (isDecoded(type, content, critical)) {
            parts.add(file.slice(start, AROUND + length));
        }
        return type.equals("IEND");
    }

    /** @return whether the pixels depend on the chunk: texts, profiles and others, which may be compressed, are left out */
    private boolean isDecoded(String type, ByteBuffer content, boolean critical) {
        // The size comes first, and once.
        if (size != null == type.equals("IHDR")) {
            throw BadPicture.damaged();
        }
        switch (type) {
            case "IHDR" -> readHeader(content);
            case "IDAT" -> dataBytes += content.limit();
            case "PLTE" -> {
                return colour == PALETTE;
            }
            case "tRNS" -> {
                return colour == PALETTE || colour == GREY || colour == COLOUR;
            }
            case "eXIf" -> orientation = ExifOrientation.of(content);
            default -> {
                if (critical && !type.equals("IEND")) {
                    throw BadPicture.damaged();
                }
            }
        }
        return critical;
    }

    /** Reads what the cost depends on; the decoder refuses combinations that the standard does not have. */
    private void readHeader(ByteBuffer content) {
        size = PictureSize.of(Integer.toUnsignedLong(content.getInt()), Integer.toUnsignedLong(content.getInt()));
        depth = content.get() & 0xff;
        colour = content.get();
        channels = switch (colour) {
            case GREY, PALETTE -> 1;
            case GREY_ALPHA -> 2;
            case COLOUR -> 3;
            case COLOUR_ALPHA -> 4;
            default -> throw BadPicture.damaged();
        };
    }

    /** An interlaced picture's rows have up to 4 bytes more for each row. */
    private void limitRows() {
        long bytes = size.height() * (1 + (size.width() * channels * depth + 7L) / 8);
        if (bytes > MOST_ROW_BYTES) {
            throw new BadPicture("a PNG of at most " + MOST_ROW_BYTES + " bytes when inflated", bytes + " of them");
        }
        if (bytes > HIGHEST_RATIO * dataBytes) {
            throw BadPicture.damaged();
        }
    }

    EncodedPicture encoded() {
        // Two inflated rows, and one as samples.
        long rows = 3L * size.width() * channels * depth / 8;
        long memory = file.limit() + PictureLevels.memory(size, Long.BYTES + 1) + rows;
        return new EncodedPicture("png", size, orientation, memory, parts);
    }
}
