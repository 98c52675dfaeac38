package dev.crosscheck.train.byhand;

import dev.crosscheck.CrosscheckException;
import java.util.Arrays;

/**
 * For each pixel, the rows of a batch in which it is lit, in their order: a counting sort that threads share. Each counts its
 * rows; then, once all have, each fills in its rows where those of the threads before it end.
 */
final class PixelLists {
    private static final int LINE = 16; // entries in a cache line of 64 bytes

    private final LitPixels lit;
    private final int[][] counts; // by part and pixel
    private final int[] starts; // by pixel, and last the end of all
    private int fetched;
    private final int[] entries; // of rows: LitPixels.entry

    /**
     * @param lit the pixels
     * @param pixels of an image
     * @param batch most images in a batch, at most {@link LitPixels#LIMIT}
     * @param mostParts threads that share the work, at most
     */
    PixelLists(LitPixels lit, int pixels, int batch, int mostParts) {
        this.lit = lit;
        this.counts = new int[mostParts][pixels];
        this.starts = new int[pixels + 1];
        if (batch > LitPixels.LIMIT) {
            throw new CrosscheckException(
                    "The sparse kernels take batches of at most " + LitPixels.LIMIT + " images, not " + batch + ".",
                    "Use a smaller --batch, or --kernels blas.");
        }
        this.entries = new int[Math.multiplyExact(lit.most(), batch)];
    }

    /** Counts the lit pixels of a part's rows. */
    void count(Batch batch, int part) {
        int[] mine = counts[part];
        int[] pixels = lit.entries();
        Arrays.fill(mine, 0);
        fetched = fetch(batch, part);
        for (int row = batch.firstRow(part); row < batch.firstRow(part + 1); row++) {
            int image = batch.image(row);
            int to = lit.starts()[image + 1];
            for (int i = lit.starts()[image]; i < to; i++) {
                mine[LitPixels.index(pixels[i])]++;
            }
        }
    }

    /**
     * Reads a place of each cache line that a part's rows take: many lines come from the main memory in the time of one, as long
     * as none waits for another.
     *
     * @return a sum of what was read, which keeps the compiler from removing the reads
     */
    private int fetch(Batch batch, int part) {
        int sum = 0;
        for (int row = batch.firstRow(part); row < batch.firstRow(part + 1); row++) {
            int image = batch.image(row);
            for (int i = lit.starts()[image]; i < lit.starts()[image + 1]; i += LINE) {
                sum += lit.entries()[i];
            }
        }
        return sum;
    }

    /** Fills in a part's rows, after every part was counted. */
    void fill(Batch batch, int part) {
        int[] next = places(part, batch.parts());
        int[] pixels = lit.entries();
        for (int row = batch.firstRow(part); row < batch.firstRow(part + 1); row++) {
            int image = batch.image(row);
            int to = lit.starts()[image + 1];
            for (int i = lit.starts()[image]; i < to; i++) {
                entries[next[LitPixels.index(pixels[i])]++] = LitPixels.withIndex(row, pixels[i]);
            }
        }
    }

    /** @return where a part's first entry of each pixel goes */
    private int[] places(int part, int parts) {
        int pixels = starts.length - 1;
        int[] places = new int[pixels];
        int end = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
            int start = end;
            for (int other = 0; other < parts; other++) {
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
}
