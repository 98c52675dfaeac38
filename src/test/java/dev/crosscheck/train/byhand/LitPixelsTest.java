package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setups;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LitPixelsTest {
    /** An index of 16 bits would be 1 here. */
    @Test
    void aPixelBeyond65536KeepsItsPlace() {
        byte[] pixels = new byte[70_000];
        pixels[65_537] = 7;
        LitPixels lit = LitPixels.of(new ImageSet(pixels, new byte[1], 1, 70_000));
        assertEquals(65_537, LitPixels.index(lit.entries()[0]));
    }

    /** Larger images are refused, and auto does not pick kernels that would refuse them. */
    @Test
    void anIndexHas24Bits() {
        int last = LitPixels.LIMIT - 1;
        assertEquals(last, LitPixels.index(LitPixels.entry(last, (byte) 255)));
        assertEquals(255, LitPixels.value(LitPixels.entry(last, (byte) 255)));
        ImageSet dark = new ImageSet(new byte[LitPixels.LIMIT], new byte[1], 1, LitPixels.LIMIT);
        assertEquals(InputForm.LIT, InputForm.of(dark));
        ImageSet tooLarge = new ImageSet(new byte[LitPixels.LIMIT + 1], new byte[1], 1, LitPixels.LIMIT + 1);
        assertEquals(KernelChoice.DENSE, KernelChoice.AUTO.resolve(NetworkSpec.digits(), tooLarge));
        assertThrows(CrosscheckException.class, () -> KernelChoice.SPARSE.resolve(NetworkSpec.digits(), tooLarge));
    }

    /** Images of eleven pixels: a word of eight and a rest, each of them dark, lit or both. */
    @Test
    void aRestOfLessThanAWordIsCounted() {
        byte[] pixels = new byte[33];
        pixels[8] = 1;
        pixels[10] = 2;
        pixels[11] = 3;
        pixels[32] = 4;
        ImageSet images = new ImageSet(pixels, new byte[3], 1, 11);
        LitPixels lit = LitPixels.of(images);
        assertArrayEquals(new int[] {0, 2, 3, 4}, lit.starts());
        assertArrayEquals(
                new int[] {8, 10, 0, 10},
                Arrays.stream(lit.entries()).map(LitPixels::index).toArray());
        assertArrayEquals(
                new int[] {1, 2, 3, 4},
                Arrays.stream(lit.entries()).map(LitPixels::value).toArray());
        assertEquals(4 / 33.0, LitPixels.density(images));
    }

    @Test
    void bandsDivideAnImagesEntries() {
        byte[] pixels = new byte[2 * (LitPixels.BAND + 8)];
        pixels[3] = 1;
        pixels[LitPixels.BAND - 1] = 2;
        pixels[LitPixels.BAND] = 3;
        pixels[pixels.length - 1] = 4;
        LitPixels lit = LitPixels.of(new ImageSet(pixels, new byte[2], 1, pixels.length / 2));
        assertEquals(2, lit.bands());
        assertArrayEquals(new int[] {0, 2, 3, 3, 4}, lit.starts());
        assertEquals(3, lit.start(0, lit.bands()));
        assertEquals(3, lit.most());
    }

    /** Half of the pixels lit is no longer mostly dark. */
    @Test
    void whatFitsTheDataAndTheNetworkIsChosen() {
        ImageSet dark = Images.random(50, 8, 8, 10, 0.2);
        ImageSet bright = Images.random(50, 8, 8, 10, 0.9);
        assertEquals(KernelChoice.SPARSE, KernelChoice.AUTO.resolve(NetworkSpec.digits(), dark));
        assertEquals(KernelChoice.DENSE, KernelChoice.AUTO.resolve(NetworkSpec.digits(), bright));
        assertEquals(KernelChoice.SPARSE, KernelChoice.SPARSE.resolve(NetworkSpec.digits(), bright));
        assertEquals(InputForm.LIT, KernelChoice.PLAIN.input(NetworkSpec.digits(), dark));
        assertEquals(InputForm.ALL, KernelChoice.PLAIN.input(NetworkSpec.digits(), bright));
        ImageSet half = new ImageSet(new byte[] {1, 0, 0, 1}, new byte[1], 2, 2);
        assertEquals(InputForm.ALL, InputForm.of(half));
        int[][] mostThreads = {{1, 1}, {1, 64}, {4, 256}, {5, 257}, {4, 30, 256, 70}, {1}};
        for (int[] each : mostThreads) {
            Integer[] hidden = Arrays.stream(each).skip(1).boxed().toArray(Integer[]::new);
            assertEquals(
                    each[0],
                    LayeredNetwork.mostThreads(Setups.digits(1, 1, 64, 0.001, hidden)),
                    Arrays.toString(hidden));
        }
        assertArrayEquals(new int[] {16, 16, 32}, new int[] {Sums.width(1), Sums.width(16), Sums.width(17)});
        assertEquals("plain Java", KernelChoice.plain().name());
        assertEquals("Vector API (BITS bits)", KernelChoice.vector().name().replaceAll("[0-9]+", "BITS"));
    }
}
