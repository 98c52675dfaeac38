package dev.crosscheck.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.math.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class ImageRangesTest {
    private static final int SIDE = 16;
    private static final Random RANDOM = new Random(1);

    private static ImageForm form(int channels) {
        return new ImageForm(new Shape(channels, SIDE, SIDE), Normalisation.MNIST, List.of("a", "b"), false);
    }

    /** A square on a plain ground, with some noise: by channel its levels and those around it. */
    private static byte[] square(int[] inside, int[] around) {
        int noise = 2 + RANDOM.nextInt(6);
        return of(inside.length, i -> {
            int row = i / SIDE % SIDE;
            int column = i % SIDE;
            int channel = i / (SIDE * SIDE);
            boolean in = row > 4 && row < 12 && column > 4 && column < 12;
            return (in ? inside : around)[channel] + RANDOM.nextInt(noise);
        });
    }

    private static byte[] of(int channels, IntUnaryOperator level) {
        byte[] pixels = new byte[channels * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) level.applyAsInt(i);
        }
        return pixels;
    }

    private static byte[] drawn(int channels) {
        int light = 150 + RANDOM.nextInt(40);
        int dark = 30 + RANDOM.nextInt(40);
        return channels == 1
                ? square(new int[] {dark}, new int[] {light})
                : square(new int[] {light, dark, dark}, new int[] {light, light, light});
    }

    private static ImageRanges ranges(int channels) {
        byte[] pixels = new byte[200 * channels * SIDE * SIDE];
        for (int i = 0; i < 200; i++) {
            System.arraycopy(drawn(channels), 0, pixels, i * (pixels.length / 200), pixels.length / 200);
        }
        return ImageRanges.of(new ImageSet(pixels, new int[200], form(channels)));
    }

    private static String unlike(int channels, byte... pixels) {
        return ranges(channels).unlike(pixels, form(channels)).orElse("");
    }

    private static void assertReason(String reason, int channels, byte... pixels) {
        String found = unlike(channels, pixels);
        assertTrue(found.startsWith("It is unlike the training images: " + reason), found);
    }

    @Test
    void picturesOfTheSameKindAreNotDoubted() {
        for (int channels : new int[] {1, 3}) {
            ImageRanges ranges = ranges(channels);
            long doubted = RANDOM.ints(400)
                    .filter(i -> ranges.unlike(drawn(channels), form(channels)).isPresent())
                    .count();
            assertTrue(doubted <= 8, doubted + " of 400 in " + channels);
        }
    }

    @Test
    void theReasonIsWhatIsUnlike() {
        assertReason("it has less contrast", 1, of(1, i -> 150));
        assertReason("it has less contrast", 3, of(3, i -> 150));
        assertReason("it is lighter", 1, square(new int[] {180}, new int[] {248}));
        assertReason("it has more contrast", 1, of(1, i -> RANDOM.nextInt(256)));
        assertReason("it is greener", 3, square(new int[] {15, 170, 15}, new int[] {170, 170, 170}));
        assertReason("its colours are paler", 3, square(new int[] {100, 100, 100}, new int[] {170, 170, 170}));
    }

    /** Of 100 images a fifth of the range is allowed, of a million a tenth. */
    @Test
    void theRangesAreWidened() {
        ImageForm two = new ImageForm(2, 2, Normalisation.MNIST, List.of("dark", "light"));
        List<ImageRanges.Range> ranges = new ArrayList<>(Collections.nCopies(11, new ImageRanges.Range(-255, 255)));
        ranges.set(0, new ImageRanges.Range(20, 60));
        byte[] at66 = {56, 76, 56, 76};
        assertEquals("", new ImageRanges(ranges, 100).unlike(at66, two).orElse(""));
        assertEquals(
                "It is unlike the training images: it is lighter than all of them (66.0; theirs are 20.0 to 60.0).",
                new ImageRanges(ranges, 1_000_000).unlike(at66, two).orElse(""));
    }
}
