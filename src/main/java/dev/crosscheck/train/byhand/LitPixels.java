package dev.crosscheck.train.byhand;

import dev.crosscheck.data.ImageSet;
import dev.crosscheck.train.byhand.Kernels.EntryLists;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The lit pixels of images as a sparse matrix, image by image: four in five of MNIST's pixels are 0. {@link RowsByPixel} is its transpose
 * for a batch.
 *
 * @param bands into which an image's pixels are divided
 * @param starts the start of the entries of each image's bands, followed by the end of the last image's
 * @param entries of all lit pixels, image by image: the index in its image and the value, packed by {@link #entry}
 */
public record LitPixels(int bands, int[] starts, int[] entries) {
    /**
     * Pixels of a band, a multiple of {@link #WORD}. A slice's weights of one band, 28 KB, are used for all images of a batch while they
     * are in the processor's innermost cache.
     */
    static final int BAND = 112;

    /** Largest number of pixels in an image: an index has 24 bits, since it shares an int with a value. */
    public static final int LIMIT = 1 << 24;

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
    public static LitPixels of(ImageSet images) {
        byte[] pixels = images.pixels();
        int features = images.features();
        int bands = (features - 1) / BAND + 1;
        int[] starts = new int[Math.multiplyExact(images.size(), bands) + 1];
        IntStream.range(0, starts.length - 1).parallel().forEach(i -> {
            int from = i % bands * BAND;
            starts[i + 1] = count(pixels, i / bands * features + from, Math.min(BAND, features - from));
        });
        Arrays.parallelPrefix(starts, Integer::sum);
        int[] entries = new int[starts[starts.length - 1]];
        IntStream.range(0, images.size()).parallel().forEach(image -> {
            int next = starts[image * bands];
            int end = starts[(image + 1) * bands];
            int first = image * features;
            for (int from = 0; next < end; from += WORD) {
                int to = Math.min(from + WORD, features);
                for (int i = areDark(pixels, first + from, to - from) ? to : from; i < to && next < end; i++) {
                    // A branch would be mispredicted at every edge; instead every pixel is written, and the next
                    // overwrites it unless it is lit.
                    entries[next] = entry(i, pixels[first + i]);
                    next += pixels[first + i] != 0 ? 1 : 0;
                }
            }
        });
        return new LitPixels(bands, starts, entries);
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

    /**
     * @param band from 0 to {@link #bands}, which stands for the end of the image
     * @return the index of the first entry of an image's band
     */
    int start(int image, int band) {
        return starts[image * bands + band];
    }

    /** @return the start of each image's entries, followed by the end of the last image's */
    public int[] startsOfImages() {
        int[] images = new int[(starts.length - 1) / bands + 1];
        Arrays.setAll(images, image -> start(image, 0));
        return images;
    }

    /** @return the largest number of lit pixels in an image */
    int most() {
        int most = 0;
        for (int image = 0; image < (starts.length - 1) / bands; image++) {
            most = Math.max(most, start(image, bands) - start(image, 0));
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
     * For each pixel, the rows of a batch in which it is lit, in ascending order. Each thread sorts the entries of its own pixels, by
     * counting, and needs nothing from the others.
     */
    static final class RowsByPixel {
        private final LitPixels lit;
        private final int pixels;
        private final EntryLists lists; // by pixel: the row and the value, packed as in LitPixels
        private int fetched;

        /**
         * @param pixels in an image
         * @param batch largest number of images in a batch
         */
        RowsByPixel(LitPixels lit, int pixels, int batch) {
            this.lit = lit;
            this.pixels = pixels;
            this.lists =
                    new EntryLists(new int[Math.multiplyExact(lit.most(), batch)], new int[pixels], new int[pixels]);
        }

        /** Lists the rows of a part's pixels. */
        void fill(Batch batch, int part) {
            int first = firstBand(part, batch.parts());
            int last = firstBand(part + 1, batch.parts());
            int from = Math.min(first * BAND, pixels);
            int to = Math.min(last * BAND, pixels);
            int[] all = lit.entries();
            int[] entries = lists.entries();
            int[] starts = lists.starts();
            int[] ends = lists.ends();
            Arrays.fill(ends, from, to, 0);
            fetched = fetch(batch, first, last);
            int start = 0; // after the entries of smaller pixels
            for (int row = 0; row < batch.size(); row++) {
                int image = batch.example(row);
                start += lit.start(image, first) - lit.start(image, 0);
                int end = lit.start(image, last);
                for (int i = lit.start(image, first); i < end; i++) {
                    ends[index(all[i])]++;
                }
            }
            for (int pixel = from; pixel < to; pixel++) {
                starts[pixel] = start;
                start += ends[pixel];
                ends[pixel] = starts[pixel];
            }
            for (int row = 0; row < batch.size(); row++) {
                int image = batch.example(row);
                int end = lit.start(image, last);
                for (int i = lit.start(image, first); i < end; i++) {
                    entries[ends[index(all[i])]++] = withIndex(row, all[i]);
                }
            }
        }

        /**
         * Reads one entry from each cache line. The reads are independent, so that the processor fetches many lines from memory in the time
         * of one.
         *
         * @return a sum of the values read, which keeps the compiler from removing the reads
         */
        private int fetch(Batch batch, int first, int last) {
            int sum = 0;
            for (int row = 0; row < batch.size(); row++) {
                int image = batch.example(row);
                int end = lit.start(image, last);
                for (int i = lit.start(image, first); i < end; i += CacheLines.FLOATS) {
                    sum += lit.entries()[i];
                }
            }
            return sum;
        }

        /** Rounded up: a picture's first band is mostly dark. */
        private int firstBand(int part, int parts) {
            return (int) (((long) lit.bands() * part + parts - 1) / parts);
        }

        /** @return a list of rows per pixel */
        EntryLists lists() {
            return lists;
        }
    }
}
