package dev.crosscheck.predict;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a JPEG's frame header says: sizes and components. Of luminance and chrominance only the former is kept, which is the grey that is
 * wanted; of colours and inks all.
 */
final class JpegFrame {
    /** Rows and columns of a block. */
    static final int SIDE = 8;

    /** Coefficients of a block. */
    static final int BLOCK = SIDE * SIDE;

    private static final int MOST_BLOCKS_TOGETHER = 10; // T.81, B.2.3
    private static final int UNTRANSFORMED = 0; // Adobe's numbers
    private static final int LUMINANCE_AND_BLACK = 2;
    private static final int FULL = 255;

    private final boolean progressive;
    private final PictureSize size;
    private final List<JpegComponent> components = new ArrayList<>();
    private final int groupsAcross;
    private final int groupsDown;
    private final int adobe;

    /**
     * @param header of the frame
     * @param jfif whether JFIF said that the components are luminance and chrominance
     * @param adobe which transform of colours Adobe's segment names; -1 without one
     */
    JpegFrame(ByteBuffer header, boolean progressive, boolean jfif, int adobe) {
        this.progressive = progressive;
        this.adobe = adobe;
        int bits = header.get();
        int height = Short.toUnsignedInt(header.getShort());
        size = PictureSize.of(Short.toUnsignedInt(header.getShort()), height);
        int count = header.get();
        if (bits != 8 || count != 1 && count != 3 && count != 4) {
            throw new BadPicture(
                    "a JPEG of 1, 3 or 4 components of 8 bits", (count & 0xff) + " of " + (bits & 0xff) + " bits");
        }
        for (int i = 0; i < count; i++) {
            components.add(new JpegComponent(header));
        }
        if (components.stream().map(JpegComponent::id).distinct().count() < count) {
            throw BadPicture.damaged("its components");
        }
        int widest = components.stream().mapToInt(JpegComponent::across).max().orElseThrow();
        int highest = components.stream().mapToInt(JpegComponent::down).max().orElseThrow();
        groupsAcross = (size.width() + SIDE * widest - 1) / (SIDE * widest);
        groupsDown = (size.height() + SIDE * highest - 1) / (SIDE * highest);
        boolean all = count == 4 && adobe != LUMINANCE_AND_BLACK || count == 3 && isRgb(jfif);
        for (int i = 0; i < count; i++) {
            components.get(i).measure(this, widest, highest, all || i == 0 || i == 3);
        }
    }

    private boolean isRgb(boolean jfif) {
        boolean named = components.stream().map(c -> (char) c.id()).toList().equals(List.of('R', 'G', 'B'));
        return !jfif && (adobe < 0 ? named : adobe == UNTRANSFORMED);
    }

    boolean progressive() {
        return progressive;
    }

    PictureSize size() {
        return size;
    }

    /** @return those that the picture's grey is made of */
    List<JpegComponent> wanted() {
        return components.stream().filter(JpegComponent::wanted).toList();
    }

    void allocate() {
        components.forEach(JpegComponent::allocate);
    }

    /** @return how many groups of blocks, of all components, lie side by side */
    int groupsAcross() {
        return groupsAcross;
    }

    /** @return how many such groups lie one below the other */
    int groupsDown() {
        return groupsDown;
    }

    /**
     * @param header of a scan, of which this part is read
     * @return the components of the scan
     */
    List<JpegComponent> componentsOf(ByteBuffer header) {
        List<JpegComponent> scanned = new ArrayList<>();
        int together = 0;
        for (int count = header.get(); count > 0; count--) {
            int id = header.get();
            JpegComponent component =
                    components.stream().filter(c -> c.id() == id).findFirst().orElse(null);
            if (component == null || scanned.contains(component)) {
                throw BadPicture.damaged("the components of a scan");
            }
            component.useTables(header.get());
            scanned.add(component);
            together += component.across() * component.down();
        }
        if (scanned.isEmpty() || scanned.size() > 1 && together > MOST_BLOCKS_TOGETHER) {
            throw BadPicture.damaged("the components of a scan");
        }
        return scanned;
    }

    /**
     * @param header of a scan
     * @return how many blocks its decoding goes through; none if nothing of it is wanted
     */
    long blocksOf(ByteBuffer header) {
        List<JpegComponent> scanned = componentsOf(header);
        if (scanned.stream().noneMatch(JpegComponent::wanted)) {
            return 0;
        }
        if (scanned.size() == 1) {
            return scanned.get(0).blocks();
        }
        long together = scanned.stream().mapToLong(c -> c.across() * c.down()).sum();
        return together * groupsAcross * groupsDown;
    }

    /** @return the bytes that decoding takes */
    long memory() {
        return components.stream().mapToLong(JpegComponent::memory).sum()
                + 2L * size.kept().pixels();
    }

    /** @return the picture, once all blocks were drawn */
    GreyPicture picture() {
        List<byte[]> parts = wanted().stream().map(JpegComponent::levels).toList();
        byte[] light = parts.get(0);
        for (int i = 0; i < light.length && parts.size() > 1; i++) {
            light[i] = (byte) mixed(parts, i);
        }
        return new GreyPicture(size.kept().width(), size.kept().height(), light);
    }

    /** Inks are stored as what they leave of the light if Adobe's segment is there, and as what they take away if not. */
    private int mixed(List<byte[]> parts, int i) {
        int last = parts.get(parts.size() - 1)[i] & 0xff;
        if (parts.size() == 2) {
            return (FULL - (parts.get(0)[i] & 0xff)) * last / FULL;
        }
        int light = GreyLevels.light(parts.get(0)[i] & 0xff, parts.get(1)[i] & 0xff, parts.get(2)[i] & 0xff);
        if (parts.size() == 3) {
            return light;
        }
        return adobe >= 0 ? light * last / FULL : (FULL - light) * (FULL - last) / FULL;
    }
}
