package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The header of a JPEG's frame. Its components (lightness, colours) have blocks of 8 x 8 pixels, several of which go together.
 *
 * @param names of the components
 * @param across the most blocks of a component that go together, in a row
 * @param down the same in a column
 * @param together the number of blocks of all components that go together
 */
record JpegFrame(boolean progressive, PictureSize size, List<Byte> names, int across, int down, int together) {
    private static final int SIDE = 8;
    private static final int MOST_FACTOR = 4; // T.81, B.2.2

    /** Bytes of the coefficients of a block. */
    private static final long BLOCK = 2L * SIDE * SIDE;

    /** @param header of the frame */
    static JpegFrame of(ByteBuffer header, boolean progressive) {
        int bits = header.get();
        int height = Short.toUnsignedInt(header.getShort());
        PictureSize size = PictureSize.of(Short.toUnsignedInt(header.getShort()), height);
        int count = header.get();
        boolean known = bits == 8 && (count == 1 || count == 3);
        List<Byte> names = new ArrayList<>();
        int across = 0;
        int down = 0;
        int together = 0;
        for (int i = 0; i < count; i++) {
            names.add(header.get());
            int factors = Byte.toUnsignedInt(header.get());
            header.get(); // the quantisation table
            known &= factors >> 4 >= 1 && (factors & 15) >= 1;
            across = Math.max(across, factors >> 4);
            down = Math.max(down, factors & 15);
            together += (factors >> 4) * (factors & 15);
        }
        if (!known || Set.copyOf(names).size() < count || across > MOST_FACTOR || down > MOST_FACTOR) {
            throw BadPicture.damaged();
        }
        return new JpegFrame(progressive, size, names, across, down, together);
    }

    boolean isNamedRgb() {
        return names.equals(List.of((byte) 'R', (byte) 'G', (byte) 'B'));
    }

    /** @return the number of blocks of all components: the most that a scan has */
    long blocks() {
        return groups() * together;
    }

    /** @return the least number of groups of blocks that a scan has, by which restarts are counted */
    long groups() {
        return (long) groups(size.width(), across) * groups(size.height(), down);
    }

    /** @return the number of groups of blocks that are needed for some pixels */
    private static int groups(int pixels, int blocks) {
        return (pixels + SIDE * blocks - 1) / (SIDE * blocks);
    }

    /** @return bytes of memory for the decoder: if there are several scans, all coefficients; and some dozens of rows of pixels */
    long memory(int scans) {
        long coefficients = progressive || scans > 1 ? BLOCK * blocks() : 0;
        return coefficients + (long) SIDE * SIDE * size.width() * names.size();
    }
}
