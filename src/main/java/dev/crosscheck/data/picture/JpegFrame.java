package dev.crosscheck.data.picture;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The frame header of a JPEG, from which the cost of its scans follows. */
final class JpegFrame {
    private static final int SIDE = 8; // of a block
    private static final int BLOCK = SIDE * SIDE;
    private static final int TABLES = 4; // T.81, B.2.2
    private static final int MOST_FACTOR = 4; // T.81, B.2.2
    private static final int MOST_BLOCKS_TOGETHER = 10; // T.81, B.2.3

    private final boolean progressive;
    private final PictureSize size;
    private final List<Component> components = new ArrayList<>();
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
        if (bits != 8 || count != 1 && count != 3) {
            throw new BadPicture(
                    "a JPEG in grey or in colours of 8 bits",
                    "one of " + (count & 0xff) + " components of " + (bits & 0xff) + " bits");
        }
        for (int i = 0; i < count; i++) {
            components.add(new Component(header));
        }
        if (header.hasRemaining()
                || components.stream().map(c -> c.id).distinct().count() < count) {
            throw BadPicture.damaged("its components");
        }
        widest = components.stream().mapToInt(c -> c.across).max().orElseThrow();
        highest = components.stream().mapToInt(c -> c.down).max().orElseThrow();
    }

    private static final class Component {
        private final int id;
        private final int across;
        private final int down;
        private boolean scanned;

        Component(ByteBuffer header) {
            id = header.get();
            int factors = header.get();
            across = factors >> 4 & 15;
            down = factors & 15;
            int divisors = header.get();
            boolean inRange = Math.min(across, down) >= 1 && Math.max(across, down) <= MOST_FACTOR;
            if (!inRange || divisors < 0 || divisors >= TABLES) {
                throw BadPicture.damaged("its components");
            }
        }
    }

    boolean progressive() {
        return progressive;
    }

    PictureSize size() {
        return size;
    }

    boolean isNamedRgb() {
        return components.stream().map(c -> (char) c.id).toList().equals(List.of('R', 'G', 'B'));
    }

    /** @return whether each component has had a scan */
    boolean complete() {
        return components.stream().allMatch(c -> c.scanned);
    }

    boolean hasColours() {
        return components.size() > 1;
    }

    /** @return the number of blocks of all components */
    long blocks() {
        return components.stream().mapToLong(this::blocks).sum();
    }

    /** @return the number of blocks of a component that is scanned alone */
    private long blocks(Component component) {
        return (long) groups(size.width() * component.across, widest) * groups(size.height() * component.down, highest);
    }

    /** @return the number of groups of blocks that are needed for some pixels */
    private static int groups(int pixels, int blocks) {
        return (pixels + SIDE * blocks - 1) / (SIDE * blocks);
    }

    private long groups() {
        return (long) groups(size.width(), widest) * groups(size.height(), highest);
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
        int count = header.get();
        for (int i = 0; i < count; i++) {
            int id = header.get();
            int tables = header.get();
            if ((tables >> 4 & 15) >= TABLES || (tables & 15) >= TABLES) {
                throw BadPicture.damaged("the tables of a scan");
            }
            components.stream().filter(c -> c.id == id && !scanned.contains(c)).forEach(scanned::add);
        }
        long together = scanned.stream().mapToLong(c -> c.across * c.down).sum();
        boolean known = !scanned.isEmpty() && scanned.size() == count;
        if (!known || scanned.size() > 1 && together > MOST_BLOCKS_TOGETHER) {
            throw BadPicture.damaged("the components of a scan");
        }
        int first = header.get();
        checkPart(first, header.get(), scanned.size());
        for (Component component : scanned) {
            start(component, first);
        }
        inParts |= progressive || scanned.size() < components.size();
        long alone = blocks(scanned.get(0));
        return scanned.size() == 1 ? new Scan(alone, alone) : new Scan(together * groups(), groups());
    }

    /** A progressive scan has the first coefficients of several components, or other coefficients of one (T.81, G.1.1.1). */
    private void checkPart(int first, int last, int count) {
        boolean ofFirst = first == 0 && last == 0;
        boolean ofOthers = first > 0 && last >= first && last < BLOCK && count == 1;
        if (progressive && !ofFirst && !ofOthers) {
            throw BadPicture.damaged("the part of a scan");
        }
    }

    private void start(Component component, int first) {
        if (component.scanned && !progressive) {
            throw BadPicture.damaged("a component that comes twice");
        }
        if (!component.scanned && first > 0) {
            throw BadPicture.damaged("the part of a scan");
        }
        component.scanned = true;
    }

    /**
     * @return bytes of memory for the decoder: if there are several scans, two for each coefficient; and some dozens of rows of pixels
     */
    long memory() {
        long together = components.stream().mapToLong(c -> c.across * c.down).sum();
        long coefficients = inParts ? 2 * BLOCK * together * groups() : 0;
        return coefficients + (long) BLOCK * size.width() * components.size();
    }
}
