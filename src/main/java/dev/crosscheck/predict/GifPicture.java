package dev.crosscheck.predict;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first image of a GIF file (CompuServe, "Graphics Interchange Format", version 89a). Nothing that comes after it is looked at, so
 * that the number of frames costs nothing.
 */
final class GifPicture implements EncodedPicture {
    static final int SIGNATURE = 0x47494638; // "GIF8"

    /** Blocks before the image and pieces of its data, of up to 255 bytes each: a file of 64 MiB in full pieces, and some more. */
    static final int MOST_BLOCKS = 300_000;

    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2c;
    private static final int TRANSPARENCY = 0xf9;
    private static final int OPAQUE = 255;
    private static final int LONGEST_CODE = 12;
    private static final int MOST_CODES = 1 << LONGEST_CODE;

    /** First row, and every how many, of the four passes of an interlaced image. */
    private static final int[][] INTERLACED = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};

    private static final int[][] AT_ONCE = {{0, 1}};

    private final ByteBuffer file;
    private final PictureSize size;
    private final int[][] passes;
    private int blocks;
    private ByteBuffer palette;
    private int transparent = -1;

    /** @param encoded positioned at the signature */
    GifPicture(ByteBuffer encoded) {
        file = encoded.slice().order(ByteOrder.LITTLE_ENDIAN);
        file.position(6);
        PictureSize screen = PictureSize.of(word(), word());
        int flags = file.get();
        file.position(file.position() + 2);
        readPalette(flags);
        findImage();
        int left = word();
        int top = word();
        size = PictureSize.of(word(), word());
        if (left + size.width() > screen.width() || top + size.height() > screen.height()) {
            throw BadPicture.damaged("an image larger than the screen that it is for");
        }
        int imageFlags = file.get();
        passes = (imageFlags & 0x40) == 0 ? AT_ONCE : INTERLACED;
        readPalette(imageFlags);
        if (palette == null) {
            throw BadPicture.damaged("it has no colours");
        }
        // Each code, of three bits at least, stands for fewer pixels than there are codes.
        if (size.pixels() > file.remaining() * 8L / 3 * MOST_CODES) {
            throw BadPicture.endsEarly();
        }
    }

    private int word() {
        return Short.toUnsignedInt(file.getShort());
    }

    private void readPalette(int flags) {
        if ((flags & 0x80) != 0) {
            int bytes = 3 << (flags & 7) + 1;
            palette = file.slice().limit(bytes);
            file.position(file.position() + bytes);
        }
    }

    /** Steps over comments and other extensions but that which says what is transparent. */
    private void findImage() {
        int kind = file.get();
        while (kind == EXTENSION) {
            boolean control = (file.get() & 0xff) == TRANSPARENCY;
            for (ByteBuffer block = nextBlock(); block.hasRemaining(); block = nextBlock()) {
                if (control && block.remaining() == 4) {
                    transparent = (block.get(0) & 1) == 0 ? -1 : block.get(3) & 0xff;
                }
            }
            kind = file.get();
        }
        if (kind != IMAGE) {
            throw BadPicture.damaged("it has no image");
        }
    }

    /** @return up to 255 bytes; none at the end of a row of blocks */
    private ByteBuffer nextBlock() {
        if (++blocks > MOST_BLOCKS) {
            throw new BadPicture("a GIF of at most " + MOST_BLOCKS + " blocks", "more");
        }
        int length = file.get() & 0xff;
        ByteBuffer block = file.slice().limit(length);
        file.position(file.position() + length);
        return block;
    }

    @Override
    public long memory() {
        return (long) GreyLevels.BYTES * size.kept().pixels() + 8L * MOST_CODES + size.width();
    }

    @Override
    public GreyPicture decode(DecodingTime time) {
        GreyLevels levels = new GreyLevels(size);
        int[] colours = colours();
        Codes codes = new Codes();
        byte[] row = new byte[size.width()];
        for (int[] pass : passes) {
            for (int y = pass[0]; y < size.height(); y += pass[1]) {
                time.check();
                codes.read(row);
                for (int x = 0; levels.keeps(y) && x < row.length; x += levels.step()) {
                    int index = row[x] & 0xff;
                    if (index >= colours.length) {
                        throw BadPicture.damaged("a colour that its palette does not have");
                    }
                    levels.set(x, y, colours[index]);
                }
            }
        }
        return levels.onPaper();
    }

    private int[] colours() {
        int[] colours = new int[palette.remaining() / 3];
        for (int i = 0; i < colours.length; i++) {
            int red = palette.get(3 * i) & 0xff;
            int green = palette.get(3 * i + 1) & 0xff;
            int blue = palette.get(3 * i + 2) & 0xff;
            colours[i] = GreyLevels.pixel(red, green, blue, i == transparent ? 0 : OPAQUE);
        }
        return colours;
    }

    /** Lempel, Ziv and Welch's compression: a code stands for an earlier code's pixels and one more. */
    private final class Codes {
        private final short[] prefix = new short[MOST_CODES];
        private final byte[] last = new byte[MOST_CODES];
        private final byte[] waiting = new byte[MOST_CODES + 1];
        private final int clear;
        private int waits;
        private int known;
        private int length;
        private int before = -1;
        private byte first;
        private ByteBuffer block = ByteBuffer.allocate(0);
        private int bits;
        private int count;

        Codes() {
            int least = file.get();
            if (least < 1 || least > 8) {
                throw BadPicture.damaged("the length of its codes");
            }
            clear = 1 << least;
            for (int i = 0; i < clear; i++) {
                last[i] = (byte) i;
            }
            restart();
        }

        private void restart() {
            known = clear + 2;
            length = 32 - Integer.numberOfLeadingZeros(clear);
            before = -1;
        }

        void read(byte[] row) {
            for (int i = 0; i < row.length; i++) {
                while (waits == 0) {
                    expand(next());
                }
                row[i] = waiting[--waits];
            }
        }

        private int next() {
            while (count < length) {
                if (!block.hasRemaining()) {
                    block = nextBlock();
                }
                if (!block.hasRemaining()) {
                    throw BadPicture.endsEarly();
                }
                bits |= (block.get() & 0xff) << count;
                count += 8;
            }
            int code = bits & (1 << length) - 1;
            bits >>>= length;
            count -= length;
            return code;
        }

        /** Puts a code's pixels, last one first, where they wait for their row. */
        private void expand(int code) {
            if (code == clear) {
                restart();
                return;
            }
            if (code == clear + 1) {
                throw BadPicture.endsEarly();
            }
            if (code > known || before < 0 && code > clear) {
                throw BadPicture.damaged("a code that stands for nothing");
            }
            int from = code;
            if (code == known) {
                waiting[waits++] = first;
                from = before;
            }
            for (; from > clear; from = prefix[from]) {
                waiting[waits++] = last[from];
            }
            first = last[from];
            waiting[waits++] = first;
            remember();
            before = code;
        }

        private void remember() {
            if (before < 0 || known == MOST_CODES) {
                return;
            }
            prefix[known] = (short) before;
            last[known++] = first;
            if (known == 1 << length && length < LONGEST_CODE) {
                length++;
            }
        }
    }
}
