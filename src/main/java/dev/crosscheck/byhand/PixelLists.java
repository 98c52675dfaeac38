package dev.crosscheck.byhand;

import java.util.Arrays;

/**
 * For each pixel, the rows of a batch in which it is lit, in their order: a counting sort that threads share. Each counts its
 * rows; then, once all have, each fills in its rows where those of the threads before it end.
 */
final class PixelLists {
    private static final int LINE = 32; // positions in a cache line of 64 bytes

    private final LitPixels lit;
    private final int[][] counts; // by part and pixel
    private final int[] starts; // by pixel, and last the end of all
    private int fetched;
    private final int[] entries; // row << 8 | value

    /**
     * @param lit the pixels
     * @param pixels of an image
     * @param batch most images in a batch
     * @param parts threads
     */
    PixelLists(LitPixels lit, int pixels, int batch, int parts) {
        this.lit = lit;
        this.counts = new int[parts][pixels];
        this.starts = new int[pixels + 1];
        this.entries = new int[Math.multiplyExact(lit.most(), batch)];
    }

    /** Counts the lit pixels of a part's rows. */
    void count(Batch batch, int part) {
        int[] mine = counts[part];
        char[] positions = lit.positions();
        Arrays.fill(mine, 0);
        fetched = fetch(batch, part);
        for (int row = batch.firstRow(part, counts.length); row < batch.firstRow(part + 1, counts.length); row++) {
            int image = batch.image(row);
            int to = lit.starts()[image + 1];
            for (int i = lit.starts()[image]; i < to; i++) {
                mine[positions[i]]++;
            }
        }
    }

    /**
     * Reads a place of each cache line that a part's rows take: many lines come from the main memory in the time of one, as long
     * as none waits for another.
     *
     * @return a sum that nobody needs, but that makes the reading not be left out
     */
    private int fetch(Batch batch, int part) {
        int sum = 0;
        for (int row = batch.firstRow(part, counts.length); row < batch.firstRow(part + 1, counts.length); row++) {
            int image = batch.image(row);
            for (int i = lit.starts()[image]; i < lit.starts()[image + 1]; i += LINE) {
                sum += lit.positions()[i] + lit.values()[i];
            }
        }
        return sum;
    }

    /** Fills in a part's rows, after every part was counted. */
    void fill(Batch batch, int part) {
        int[] next = places(part);
        char[] positions = lit.positions();
        byte[] values = lit.values();
        for (int row = batch.firstRow(part, counts.length); row < batch.firstRow(part + 1, counts.length); row++) {
            int image = batch.image(row);
            int to = lit.starts()[image + 1];
            for (int i = lit.starts()[image]; i < to; i++) {
                entries[next[positions[i]]++] = row << 8 | values[i] & 0xff;
            }
        }
    }

    /** @return where a part's first entry of each pixel goes */
    private int[] places(int part) {
        int pixels = starts.length - 1;
        int[] places = new int[pixels];
        int end = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
            int start = end;
            for (int other = 0; other < counts.length; other++) {
                if (other == part) {
                    places[pixel] = end;
                }
                end += counts[other][pixel];
            }
            if (part == 0) {
                starts[pixel] = start;
            }
        }
        if (part == 0) {
            starts[pixels] = end;
        }
        return places;
    }

    /** @return where a pixel's entries begin */
    int start(int pixel) {
        return starts[pixel];
    }

    /** @return where they end */
    int end(int pixel) {
        return starts[pixel + 1];
    }

    /** @return all entries */
    int[] entries() {
        return entries;
    }

    /** @return the row of an entry */
    static int row(int entry) {
        return entry >>> 8;
    }

    /** @return the pixel's value of an entry, 1 to 255 */
    static int value(int entry) {
        return entry & 0xff;
    }
}
