package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The frame header of a JPEG, from which the cost of its scans follows. */
final class JpegFrame {
    private static final int SIDE = 8; // of a block
    private static final int BLOCK = SIDE * SIDE;
    private static final int MOST_FACTOR = 4; // T.81, B.2.2

    private final boolean progressive;
    private final PictureSize size;
    private final Map<Byte, Component> components = new LinkedHashMap<>();
    private final int widest;
    private final int highest;
    private boolean inParts;

    /** @param header of the frame */
    JpegFrame(ByteBuffer header, boolean progressive) {
        this.progressive = progressive;
        int bits = header.get();
        int height = Short.toUnsignedInt(header.getShort());
        size = PictureSize.of(Short.toUnsignedInt(header.getShort()), height);
        int count = header.get();
        for (int i = 0; i < count; i++) {
            components.put(header.get(), new Component(header));
        }
        boolean known = bits == 8 && (count == 1 || count == 3) && components.size() == count;
        if (!known || !components.values().stream().allMatch(Component::isInRange)) {
            throw BadPicture.damaged();
        }
        widest = components.values().stream().mapToInt(c -> c.across).max().orElseThrow();
        highest = components.values().stream().mapToInt(c -> c.down).max().orElseThrow();
    }

    private static final class Component {
        private final int across;
        private final int down;
        private int scans;

        /** @param header positioned after the component's name */
        Component(ByteBuffer header) {
            int factors = header.get();
            across = factors >> 4 & 15;
            down = factors & 15;
            header.get(); // the quantisation table
        }

        boolean isInRange() {
            return Math.min(across, down) >= 1 && Math.max(across, down) <= MOST_FACTOR;
        }
    }

    boolean progressive() {
        return progressive;
    }

    PictureSize size() {
        return size;
    }

    boolean isNamedRgb() {
        return List.copyOf(components.keySet()).equals(List.of((byte) 'R', (byte) 'G', (byte) 'B'));
    }

    boolean hasColours() {
        return components.size() > 1;
    }

    /** @return whether each component has had a scan; only a progressive picture's may have several */
    boolean complete() {
        return components.values().stream().allMatch(c -> c.scans == 1 || c.scans > 1 && progressive);
    }

    /** @return the number of blocks of all components */
    long blocks() {
        return components.values().stream().mapToLong(this::blocks).sum();
    }

    /** @return the number of blocks of a component that is scanned alone */
    private long blocks(Component component) {
        return (long) groups(size.width() * component.across, widest) * groups(size.height() * component.down, highest);
    }

    /** @return the number of groups of blocks that are needed for some pixels */
    private static int groups(int pixels, int blocks) {
        return (pixels + SIDE * blocks - 1) / (SIDE * blocks);
    }

    /** @return the number of groups of blocks of components that are scanned together */
    private long groups() {
        return (long) groups(size.width(), widest) * groups(size.height(), highest);
    }

    private static long blocksOfGroup(Collection<Component> together) {
        return together.stream().mapToLong(c -> c.across * c.down).sum();
    }

    /**
     * The cost of a scan.
     *
     * @param blocks number of blocks to decode
     * @param groups number of groups of blocks, the unit of restart intervals
     */
    record Scan(long blocks, long groups) {}

    Scan readScan(ByteBuffer header) {
        List<Component> scanned = new ArrayList<>();
        for (int count = header.get(); count > 0; count--) {
            Component component = components.get(header.get());
            header.get(); // the tables of codes
            if (component == null) {
                throw BadPicture.damaged();
            }
            component.scans++;
            scanned.add(component);
        }
        inParts |= progressive || scanned.size() < components.size();
        if (scanned.size() == 1) {
            long alone = blocks(scanned.get(0));
            return new Scan(alone, alone);
        }
        return new Scan(blocksOfGroup(scanned) * groups(), groups());
    }

    /**
     * @return bytes of memory for the decoder: if there are several scans, two for each coefficient; and some dozens of rows of pixels
     */
    long memory() {
        long coefficients = inParts ? 2 * BLOCK * blocksOfGroup(components.values()) * groups() : 0;
        return coefficients + (long) BLOCK * size.width() * components.size();
    }
}
