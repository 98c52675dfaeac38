package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The first image of a GIF file (CompuServe, "Graphics Interchange Format", version 89a). Nothing after it is looked
 * at, so the number of frames costs nothing.
 */
final class GifPicture implements EncodedPicture {
    static final int SIGNATURE = 0x47494638; // "GIF8"

    /** Blocks before the image and pieces of its data, of up to 255 bytes each: a file of 64 MiB in full pieces, and some more. */
    static final int MOST_BLOCKS = 300_000;

    /** A code of 12 bits for each pixel, and one that clears the decoder's table, at a cost of thousands of steps. */
    static final int MOST_BYTES_PER_PIXEL = 3;

    /** What some programs leave after the last code. */
    private static final int MOST_REST = 1024;

    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int TRANSPARENCY = 0xf9;
    private static final int CONTROL = 8;
    private static final int SCREEN_HEADER = 13;
    private static final int IMAGE_HEADER = 10;
    private static final int END = 0x3b;
    private static final int LEAST_CODE_LENGTH = 1;
    private static final int MOST_CODE_LENGTH = 8;

    /** Codes have 12 bits at most. */
    private static final int MOST_CODES = 4096;

    private final ByteBuffer file;
    private final PictureSize size;
    private final List<ByteBuffer> parts = new ArrayList<>();
    private int blocks;
    private boolean hasColours;

    /** @param encoded positioned at the signature */
    GifPicture(ByteBuffer encoded) {
        file = encoded.slice().order(ByteOrder.LITTLE_ENDIAN);
        PictureSize screen = PictureSize.of(word(6), word(8));
        step(SCREEN_HEADER);
        stepOverColours(file.get(10));
        keep(0);
        findImage();
        int image = file.position() - 1;
        int left = word(image + 1);
        int top = word(image + 3);
        size = PictureSize.of(word(image + 5), word(image + 7));
        if (left + size.width() > screen.width() || top + size.height() > screen.height()) {
            throw BadPicture.damaged("an image larger than the screen that it is for");
        }
        step(IMAGE_HEADER - 1);
        stepOverColours(file.get(image + IMAGE_HEADER - 1));
        if (!hasColours) {
            throw BadPicture.damaged("it has no colours");
        }
        stepOverData();
        keep(image);
        parts.add(ByteBuffer.wrap(new byte[] {END}));
    }

    private int word(int at) {
        return Short.toUnsignedInt(file.getShort(at));
    }

    private void step(int bytes) {
        file.position(file.position() + bytes);
    }

    /** Keeps the bytes from an offset to the position. */
    private void keep(int from) {
        parts.add(file.slice(from, file.position() - from));
    }

    private void stepOverColours(int flags) {
        if ((flags & 0x80) != 0) {
            step(3 << (flags & 7) + 1);
            hasColours = true;
        }
    }

    /** Steps over comments and other extensions, and keeps the last one that says what is transparent. */
    private void findImage() {
        int screen = parts.size();
        int kind = file.get();
        while (kind == EXTENSION) {
            int start = file.position() - 1;
            boolean control = (file.get() & 0xff) == TRANSPARENCY;
            int length = stepOverBlock();
            boolean standard = length == 4;
            while (length > 0) {
                length = stepOverBlock();
            }
            if (control && standard && file.position() - start == CONTROL) {
                parts.subList(screen, parts.size()).clear();
                keep(start);
            }
            kind = file.get();
        }
        if (kind != IMAGE) {
            throw BadPicture.damaged("it has no image");
        }
    }

    /** @return its length of up to 255 bytes; 0 at the end of a row of blocks */
    private int stepOverBlock() {
        if (++blocks > MOST_BLOCKS) {
            throw new BadPicture("a GIF of at most " + MOST_BLOCKS + " blocks", "more");
        }
        int length = file.get() & 0xff;
        step(length);
        return length;
    }

    private void stepOverData() {
        int codeLength = file.get();
        if (codeLength < LEAST_CODE_LENGTH || codeLength > MOST_CODE_LENGTH) {
            throw BadPicture.damaged("the length of its codes");
        }
        int start = file.position();
        while (stepOverBlock() > 0) {
            // The next one follows.
        }
        int length = file.position() - start;
        // Each code, of two bits at least, stands for fewer pixels than there are codes.
        if (size.pixels() > length * 4L * MOST_CODES) {
            throw BadPicture.endsEarly();
        }
        if (length > MOST_REST + (long) MOST_BYTES_PER_PIXEL * size.pixels()) {
            throw BadPicture.damaged("it has many times the data that its pixels need");
        }
    }

    @Override
    public String format() {
        return "gif";
    }

    @Override
    public PictureSize size() {
        return size;
    }

    @Override
    public List<ByteBuffer> parts() {
        return parts;
    }

    @Override
    public long memory() {
        return file.limit() + GreyLevels.memory(size, 1);
    }
}
