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

    private static final int CHECKSUM = 4;
    private static final int GREY = 0;
    private static final int COLOUR = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int COLOUR_ALPHA = 6;

    private final List<ByteBuffer> data = new ArrayList<>();
    private final int fileBytes;
    private ByteBuffer header;
    private PictureSize size;
    private int depth;
    private int colour;
    private int channels;
    private ByteBuffer palette = ByteBuffer.allocate(0);
    private ByteBuffer transparency = ByteBuffer.allocate(0);
    private int orientation = ExifOrientation.UPRIGHT;

    /** @param file positioned after the signature */
    PngPicture(ByteBuffer file) {
        fileBytes = file.limit();
        boolean ended = false;
        for (int chunks = 0; !ended; chunks++) {
            if (chunks == MOST_CHUNKS) {
                throw new BadPicture("a PNG of at most " + MOST_CHUNKS + " chunks", "more");
            }
            ended = readChunk(file);
        }
        // The decoder takes what it finds of a palette.
        if (palette.remaining() % 3 != 0 || colour == PALETTE && !palette.hasRemaining()) {
            throw BadPicture.damaged();
        }
        limitRows();
    }

    /** @return whether this was the last chunk */
    private boolean readChunk(ByteBuffer file) {
        int length = file.getInt();
        ByteBuffer chunk = file.slice(file.position(), 4 + length);
        file.position(file.position() + chunk.limit());
        byte[] name = new byte[4];
        chunk.get(name);
        boolean critical = (name[0] & 0x20) == 0;
        CRC32 checksum = new CRC32();
        checksum.update(chunk.duplicate().rewind());
        if (file.getInt() != (int) checksum.getValue() && critical) {
            throw BadPicture.damaged();
        }
        String type = new String(name, StandardCharsets.ISO_8859_1);
        use(type, chunk.slice(), critical);
        return type.equals("IEND");
    }

    private void use(String type, ByteBuffer content, boolean critical) {
        // The size comes first, and once.
        if (size == null != type.equals("IHDR")) {
            throw BadPicture.damaged();
        }
        switch (type) {
            case "IHDR" -> readHeader(content);
            case "PLTE" -> palette = content;
            case "tRNS" -> transparency = content;
            case "IDAT" -> data.add(content);
            case "eXIf" -> orientation = ExifOrientation.of(content);
            case "IEND" -> {}
            default -> {
                if (critical) {
                    throw BadPicture.damaged();
                }
            }
        }
    }

    /** Reads what the cost depends on; the decoder refuses combinations that the standard does not have. */
    private void readHeader(ByteBuffer content) {
        header = content.slice();
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
        if (bytes
                > HIGHEST_RATIO * data.stream().mapToLong(ByteBuffer::remaining).sum()) {
            throw BadPicture.damaged();
        }
    }

    EncodedPicture encoded() {
        // Two inflated rows, and one as samples.
        long rows = 3L * size.width() * channels * depth / 8;
        long memory = fileBytes + GreyLevels.memory(size, Long.BYTES) + rows;
        return new EncodedPicture("png", size, orientation, false, false, memory, parts());
    }

    /** Texts, profiles and other chunks that may be compressed are left out. */
    private List<ByteBuffer> parts() {
        List<ByteBuffer> parts = new ArrayList<>();
        parts.add(ByteBuffer.allocate(Long.BYTES).putLong(SIGNATURE).flip());
        addChunk(parts, "IHDR", List.of(header));
        if (colour == PALETTE) {
            addChunk(parts, "PLTE", List.of(palette));
        }
        if (transparency.hasRemaining() && (colour == PALETTE || colour == GREY || colour == COLOUR)) {
            addChunk(parts, "tRNS", List.of(transparency));
        }
        addChunk(parts, "IDAT", data);
        addChunk(parts, "IEND", List.of());
        return parts;
    }

    /** The decoder ignores the checksum. */
    private static void addChunk(List<ByteBuffer> parts, String type, List<ByteBuffer> contents) {
        int length = contents.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer head = ByteBuffer.allocate(2 * Integer.BYTES).putInt(length);
        parts.add(head.put(type.getBytes(StandardCharsets.ISO_8859_1)).flip());
        contents.stream().filter(ByteBuffer::hasRemaining).forEach(parts::add);
        parts.add(ByteBuffer.allocate(CHECKSUM));
    }
}
