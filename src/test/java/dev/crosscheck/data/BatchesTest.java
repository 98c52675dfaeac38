package dev.crosscheck.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BatchesTest {
    private static final ImageSet FIVE = images();

    private static ImageSet images() {
        byte[] pixels = new byte[5 * 4];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 13);
        }
        return new ImageSet(pixels, new byte[] {0, 9, 5, 1, 2}, 2, 2);
    }

    /** Eleven images of two pixels in batches of four: the last has three. Inputs are normalised as the course says. */
    @Test
    void eachRowOfEachBatchIsTheImageAtItsPlace() {
        byte[] pixels = new byte[22];
        byte[] labels = new byte[11];
        for (int image = 0; image < 11; image++) {
            pixels[2 * image] = (byte) (20 * image + 10);
            pixels[2 * image + 1] = (byte) (255 - image);
            labels[image] = (byte) (image * 7 % 10);
        }
        Batches batches = new Batches(new ImageSet(pixels, labels, 1, 2), 4);
        assertEquals(3, batches.count());
        assertEquals(4, batches.largest());
        int[] order = {10, 3, 7, 0, 2, 9, 5, 1, 8, 6, 4};
        for (int place = 0; place < 11; place++) {
            int index = place / 4;
            int row = place % 4;
            assertEquals(index == 2 ? 3 : 4, batches.size(index));
            assertEquals(order[place], batches.example(order, index, row));
            float[] features = new float[8];
            float[] oneHot = new float[4 * 10];
            oneHot[39] = 7;
            batches.gather(order, index, features, oneHot);
            for (int pixel = 0; pixel < 2; pixel++) {
                int level = pixels[2 * order[place] + pixel] & 0xff;
                float found = features[2 * row + pixel];
                assertEquals((level / 255.0 - 0.1307) / 0.3081, found, Math.ulp(found) / 2, "rounding to float");
            }
            for (int c = 0; c < 10; c++) {
                assertEquals(c == order[place] * 7 % 10 ? 1 : 0, oneHot[row * 10 + c]);
            }
            assertEquals(index == 2, oneHot[39] == 7, "rows past the batch are left alone");
            float[] oneRow = new float[8];
            batches.gather(order, index, row, row + 1, oneRow);
            assertEquals(features[2 * row], oneRow[2 * row]);
        }
    }

    /** A run is repeated from its seed, and goes on from a checkpoint, in later versions too: the order must not change. */
    @Test
    void anEpochsOrderDependsOnSeedAndEpochAndStaysWhatItWas() {
        Batches batches = new Batches(FIVE, 2);
        assertArrayEquals(new int[] {0, 4, 3, 2, 1}, batches.shuffled(1, 1));
        assertArrayEquals(new int[] {4, 2, 3, 1, 0}, batches.shuffled(1, 2));
        assertEquals(5, new Batches(FIVE, 6).largest());
        assertArrayEquals(batches.shuffled(1, 1), new Batches(FIVE, 5).shuffled(1, 1));
        assertFalse(Arrays.equals(batches.shuffled(2, 1), batches.shuffled(1, 2)));
        ImageSet many = new ImageSet(new byte[1000], new byte[1000], 1, 1);
        int[] sorted = new Batches(many, 64).shuffled(1, 1);
        Arrays.sort(sorted);
        assertArrayEquals(new Batches(many, 64).inOrder(), sorted);
    }
}
