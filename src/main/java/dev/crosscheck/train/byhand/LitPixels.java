package dev.crosscheck.train.byhand;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageSet;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The lit pixels of images as a sparse matrix, image by image: four in five of MNIST's pixels are 0. {@link RowsByPixel} is its transpose
 * for a batch.
 *
 * @param starts the start of each image's entries, followed by the end of the last image's
 * @param entries of all lit pixels, image by image: the index in its image and the value, packed by {@link #entry}
 */
record LitPixels(int[] starts, int[] entries) {
    /** Largest number of pixels in an image, and of images in a batch: an index has 24 bits, since it shares an int with a value. */
    static final int LIMIT = 1 << 24;

    /** Number of dark pixels that are skipped at once. */
    private static final int WORD = Long.BYTES;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** Number of images from which the share of lit pixels is estimated. */
    private static final int SAMPLE = 1000;

    /**
     * Lists the lit pixels of each image, in their order.
     *
     * @param images of at most {@link #LIMIT} pixels each
     */
    static LitPixels of(ImageSet images) {
        byte[] pixels = images.pixels();
        int features = images.features();
        int[] starts = new int[images.size() + 1];
        int[] entries = new int
                [count(pixels, 0, images.size() * features)
                        + 1]; // the last one takes dark pixels after the last lit one
        int filled = 0;
        for (int image = 0; image < images.size(); image++) {
            int first = image * features;
            for (int from = 0; from < features; from += WORD) {
                int to = Math.min(from + WORD, features);
                if (areDark(pixels, first + from, to - from)) {
                    continue;
                }
                for (int i = from; i < to; i++) {
                    byte value = pixels[first + i];
                    // A branch would be mispredicted at every edge; instead every pixel is written, and the next
                    // overwrites it unless it is
                    // lit.
                    entries[filled] = entry(i, value);
                    filled += value != 0 ? 1 : 0;
                }
            }
            starts[image + 1] = filled;
        }
        return new LitPixels(starts, Arrays.copyOf(entries, filled));
    }

    /** @return whether {@code count} pixels are all 0; for fewer than a word it may also be false when they are */
    private static boolean areDark(byte[] pixels, int from, int count) {
        return count == WORD && (long) WORDS.get(pixels, from) == 0;
    }

    /** @return an entry: an index, from 0 to {@link #LIMIT} - 1, and an unsigned value */
    static int entry(int index, byte value) {
        return index << 8 | value & 0xff;
    }

    /** @return an entry with the same value and another index */
    static int withIndex(int index, int entry) {
        return index << 8 | entry & 0xff;
    }

    /** @return the index in an entry */
    static int index(int entry) {
        return entry >>> 8;
    }

    /** @return the value in an entry, 1 to 255 */
    static int value(int entry) {
        return entry & 0xff;
    }

    /** @return the largest number of lit pixels in an image */
    int most() {
        int most = 0;
        for (int image = 0; image + 1 < starts.length; image++) {
            most = Math.max(most, starts[image + 1] - starts[image]);
        }
        return most;
    }

    private static int count(byte[] pixels, int from, int length) {
        int lit = 0;
        for (int at = from; at < from + length; at += WORD) {
            int to = Math.min(at + WORD, from + length);
            for (int i = areDark(pixels, at, to - at) ? to : at; i < to; i++) {
                lit += pixels[i] != 0 ? 1 : 0;
            }
        }
        return lit;
    }

    /** @return the share of lit pixels in the first images, 0 to 1; 1 if there are no pixels */
    static double density(ImageSet images) {
        int sampled = Math.min(images.size(), SAMPLE) * images.features();
        return sampled == 0 ? 1 : (double) count(images.pixels(), 0, sampled) / sampled;
    }

    /**
     * For each pixel, the rows of a batch in which it is lit, in ascending order: a parallel counting sort. Each thread counts its part of
     * the rows; when all have counted, each writes its rows' entries behind those of the threads before it.
     */
    static final class RowsByPixel {
        private static final int LINE = 16; // entries in a cache line of 64 bytes

        private final LitPixels lit;
        private final int[][] counts; // by part and pixel
        private final int[] starts; // by pixel, followed by the end of the last pixel's entries
        private final int[] entries; // the row and the value, packed as in LitPixels
        private int fetched;

        /**
         * @param pixels in an image
         * @param batch largest number of images in a batch
         * @param mostParts largest number of threads that share the work
         * @throws CrosscheckException if a batch may have more than {@link #LIMIT} images
         */
        RowsByPixel(LitPixels lit, int pixels, int batch, int mostParts) {
            this.lit = lit;
            this.counts = new int[mostParts][pixels];
            this.starts = new int[pixels + 1];
            if (batch > LIMIT) {
                throw new CrosscheckException(
                        "The sparse kernels take batches of at most " + LIMIT + " images, not " + batch + ".",
                        "Use a smaller --batch, or --kernels dense.");
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
                int image = batch.example(row);
                int to = lit.starts()[image + 1];
                for (int i = lit.starts()[image]; i < to; i++) {
                    mine[index(pixels[i])]++;
                }
            }
        }

        /**
         * Reads one entry from each cache line of a part's rows. The reads are independent, so that the processor fetches many lines from
         * memory in the time of one.
         *
         * @return a sum of the values read, which keeps the compiler from removing the reads
         */
        private int fetch(Batch batch, int part) {
            int sum = 0;
            for (int row = batch.firstRow(part); row < batch.firstRow(part + 1); row++) {
                int image = batch.example(row);
                for (int i = lit.starts()[image]; i < lit.starts()[image + 1]; i += LINE) {
                    sum += lit.entries()[i];
                }
            }
            return sum;
        }

        /** Writes the entries of a part's rows. All parts must have been counted. */
        void fill(Batch batch, int part) {
            int[] next = places(part, batch.parts());
            int[] pixels = lit.entries();
            for (int row = batch.firstRow(part); row < batch.firstRow(part + 1); row++) {
                int image = batch.example(row);
                int to = lit.starts()[image + 1];
                for (int i = lit.starts()[image]; i < to; i++) {
                    entries[next[index(pixels[i])]++] = withIndex(row, pixels[i]);
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

        /** @return the index of a pixel's first entry */
        int start(int pixel) {
            return starts[pixel];
        }

        /** @return the index after a pixel's last entry */
        int end(int pixel) {
            return starts[pixel + 1];
        }

        /** @return all entries, pixel by pixel */
        int[] entries() {
            return entries;
        }
    }
}
