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
final class PngPicture implements EncodedPicture {
    static final long SIGNATURE = 0x89504e470d0a1a0aL;

    /** Slightly more than a file of 64 MiB has in chunks of 4 KiB, which is less than the chunks of usual encoders. */
    static final int MOST_CHUNKS = 20_000;

    /** Maximum bytes of all rows after inflating: three for each of the maximum number of pixels. The time of decoding is proportional to it. */
    static final long MOST_ROW_BYTES = 3L * PictureSize.MOST_PIXELS;

    /** Deflate's maximum compression ratio. */
    private static final long HIGHEST_RATIO = 1032;

    private static final int HEADER = 13;
    private static final int CHECKSUM = 4;
    private static final int LARGEST_PALETTE = 256;
    private static final int GREY = 0;
    private static final int COLOUR = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int COLOUR_ALPHA = 6;

    /** First column, first row, column step and row step of each pass. */
    private static final int[][] INTERLACED = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] AT_ONCE = {{0, 0, 1, 1}};

    private final List<ByteBuffer> data = new ArrayList<>();
    private final int fileBytes;
    private ByteBuffer header;
    private PictureSize size;
    private int depth;
    private int colour;
    private int channels;
    private int[][] passes;
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
        checkData();
    }

    /** @return whether this was the last chunk */
    private boolean readChunk(ByteBuffer file) {
        int length = file.getInt();
        if (length < 0 || length > file.remaining() - 2 * CHECKSUM) {
            throw BadPicture.endsEarly();
        }
        ByteBuffer chunk = file.slice().limit(4 + length);
        file.position(file.position() + chunk.limit());
        byte[] name = new byte[4];
        chunk.get(name);
        boolean critical = (name[0] & 0x20) == 0;
        CRC32 checksum = new CRC32();
        checksum.update(chunk.duplicate().rewind());
        if (file.getInt() != (int) checksum.getValue() && critical) {
            throw BadPicture.damaged("a chunk's checksum is wrong");
        }
        String type = new String(name, StandardCharsets.ISO_8859_1);
        use(type, chunk.slice(), critical);
        return type.equals("IEND");
    }

    private void use(String type, ByteBuffer content, boolean critical) {
        if (size == null && !type.equals("IHDR")) {
            throw BadPicture.damaged("it does not begin with its size");
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
                    throw new BadPicture("a PNG of the standard's chunks", "one with others");
                }
            }
        }
    }

    private void readHeader(ByteBuffer content) {
        if (size != null || content.remaining() != HEADER) {
            throw BadPicture.damaged("its header");
        }
        header = content.slice();
        size = PictureSize.of(Integer.toUnsignedLong(content.getInt()), Integer.toUnsignedLong(content.getInt()));
        depth = content.get();
        colour = content.get();
        boolean known = content.get() == 0 && content.get() == 0;
        int interlace = content.get();
        channels = channels(colour, depth);
        if (channels == 0 || !known || interlace < 0 || interlace > 1) {
            throw new BadPicture("a PNG of a standard kind", "colour type " + colour + " with " + depth + " bits");
        }
        passes = interlace == 1 ? INTERLACED : AT_ONCE;
    }

    /** @return samples per pixel; 0 if there is no such kind of picture */
    private static int channels(int colour, int depth) {
        boolean whole = depth == 8 || depth == 16;
        boolean part = depth == 1 || depth == 2 || depth == 4;
        return switch (colour) {
            case GREY -> whole || part ? 1 : 0;
            case COLOUR -> whole ? 3 : 0;
            case PALETTE -> part || depth == 8 ? 1 : 0;
            case GREY_ALPHA -> whole ? 2 : 0;
            case COLOUR_ALPHA -> whole ? 4 : 0;
            default -> 0;
        };
    }

    private void checkData() {
        int colours = palette.remaining() / 3;
        if (palette.remaining() % 3 != 0 || colours > LARGEST_PALETTE || colour == PALETTE && colours == 0) {
            throw BadPicture.damaged("its palette");
        }
        long bytes = 0;
        for (int[] pass : passes) {
            bytes += rows(pass) * (1L + rowBytes(pass));
        }
        if (bytes > MOST_ROW_BYTES) {
            throw new BadPicture("a PNG of at most " + MOST_ROW_BYTES + " bytes when inflated", bytes + " of them");
        }
        if (bytes
                > HIGHEST_RATIO * data.stream().mapToLong(ByteBuffer::remaining).sum()) {
            throw BadPicture.endsEarly();
        }
    }

    private int columns(int[] pass) {
        return Math.max(0, (size.width() - pass[0] + pass[2] - 1) / pass[2]);
    }

    private int rows(int[] pass) {
        return columns(pass) == 0 ? 0 : Math.max(0, (size.height() - pass[1] + pass[3] - 1) / pass[3]);
    }

    private int rowBytes(int[] pass) {
        return (columns(pass) * channels * depth + 7) / 8;
    }

    @Override
    public String format() {
        return "png";
    }

    @Override
    public PictureSize size() {
        return size;
    }

    @Override
    public int orientation() {
        return orientation;
    }

    @Override
    public long memory() {
        // Two inflated rows, and one as samples.
        long rows = 3L * size.width() * channels * depth / 8;
        return fileBytes + GreyLevels.memory(size, Long.BYTES) + rows;
    }

    /** Texts, profiles and other chunks that may be compressed are left out. */
    @Override
    public List<ByteBuffer> parts() {
        List<ByteBuffer> parts = new ArrayList<>();
        parts.add(ByteBuffer.allocate(Long.BYTES).putLong(SIGNATURE).flip());
        addChunk(parts, "IHDR", List.of(header));
        if (colour == PALETTE) {
            addChunk(parts, "PLTE", List.of(palette));
        }
        // Transparency is defined for palettes, and for a single colour of pictures without an alpha channel.
        int opacities = colour == PALETTE ? Math.min(transparency.remaining(), palette.remaining() / 3) : 2 * channels;
        boolean meant = colour == PALETTE || colour == GREY || colour == COLOUR;
        if (meant && opacities > 0 && transparency.remaining() >= opacities) {
            addChunk(parts, "tRNS", List.of(transparency.slice().limit(opacities)));
        }
        addChunk(parts, "IDAT", data);
        addChunk(parts, "IEND", List.of());
        return parts;
    }

    /** Checksums have been verified; the decoder ignores them. */
    private static void addChunk(List<ByteBuffer> parts, String type, List<ByteBuffer> contents) {
        int length = contents.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer head = ByteBuffer.allocate(2 * Integer.BYTES).putInt(length);
        parts.add(head.put(type.getBytes(StandardCharsets.ISO_8859_1)).flip());
        contents.stream().filter(ByteBuffer::hasRemaining).forEach(parts::add);
        parts.add(ByteBuffer.allocate(CHECKSUM));
    }
}
