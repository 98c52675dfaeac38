package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;

/**
 * The header of a JPEG's frame. Its components (lightness, colours) have blocks of 8 x 8 pixels, several of which go together.
 *
 * @param across the most blocks of a component that go together, in a row
 * @param down the same in a column
 * @param together the number of blocks of all components that go together
 */
record JpegFrame(boolean progressive, PictureSize size, int components, int across, int down, int together) {
    private static final int SIDE = 8;

    /** Bytes of the coefficients of a block. */
    private static final long BLOCK = 2L * SIDE * SIDE;

    /** @param header of the frame; the decoder refuses factors that the standard does not have */
    static JpegFrame of(ByteBuffer header, boolean progressive) {
        int bits = header.get();
        int height = Short.toUnsignedInt(header.getShort());
        PictureSize size = PictureSize.of(Short.toUnsignedInt(header.getShort()), height);
        int components = header.get();
        if (bits != 8 || components != 1 && components != 3) {
            throw BadPicture.damaged();
        }
        int across = 1;
        int down = 1;
        int together = 0;
        for (int i = 0; i < components; i++) {
            // The factors are between the component's name and its table of divisors.
            int factors = header.getShort() & 0xff;
            header.get();
            across = Math.max(across, factors >> 4);
            down = Math.max(down, factors & 15);
            together += (factors >> 4) * (factors & 15);
        }
        return new JpegFrame(progressive, size, components, across, down, together);
    }

    /** @return the number of blocks of all components: the most that a scan has */
    long blocks() {
        return (long) groups(size.width(), across) * groups(size.height(), down) * together;
    }

    /** @return the number of groups of blocks that are needed for some pixels */
    private static int groups(int pixels, int blocks) {
        return (pixels + SIDE * blocks - 1) / (SIDE * blocks);
    }

    /** @return bytes of memory for the decoder: if there are several scans, all coefficients; and some dozens of rows of pixels */
    long memory(int scans) {
        long coefficients = progressive || scans > 1 ? BLOCK * blocks() : 0;
        return coefficients + (long) SIDE * SIDE * size.width() * components;
    }
}
