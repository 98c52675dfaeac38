package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.NetworkSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LitPixelsTest {
    private static final NetworkSpec FORM = NetworkSpec.digits(8);
    private static final ImageSet TWO =
            new ImageSet(new byte[] {0, 5, 0, (byte) 200, 0, 0, 0, 0, 9, 1, 0, 0}, new byte[3], 2, 2);

    @Test
    void everyLitPixelIsListedInItsOrder() {
        LitPixels lit = LitPixels.of(TWO);
        assertArrayEquals(new int[] {0, 2, 2, 4}, lit.starts());
        assertArrayEquals(
                new int[] {1, 3, 0, 1},
                Arrays.stream(lit.entries()).map(LitPixels::index).toArray());
        assertArrayEquals(
                new int[] {5, 200, 9, 1},
                Arrays.stream(lit.entries()).map(LitPixels::value).toArray());
    }

    /** An index of 16 bits would be 1 here. */
    @Test
    void aPixelBeyond65536KeepsItsPlace() {
        byte[] pixels = new byte[70_000];
        pixels[65_537] = 7;
        LitPixels lit = LitPixels.of(new ImageSet(pixels, new byte[1], 1, 70_000));
        assertEquals(65_537, LitPixels.index(lit.entries()[0]));
    }

    /** Larger images and batches are refused, and auto does not pick kernels that would refuse them. */
    @Test
    void anIndexHas24Bits() {
        int last = LitPixels.LIMIT - 1;
        assertEquals(last, LitPixels.index(LitPixels.entry(last, (byte) 255)));
        assertEquals(255, LitPixels.value(LitPixels.entry(last, (byte) 255)));
        ImageSet dark = new ImageSet(new byte[LitPixels.LIMIT], new byte[1], 1, LitPixels.LIMIT);
        assertEquals(InputForm.LIT, InputForm.of(dark));
        assertDoesNotThrow(() -> new LitPixels.RowsByPixel(LitPixels.of(dark), 4, LitPixels.LIMIT, 1));
        ImageSet tooLarge = new ImageSet(new byte[LitPixels.LIMIT + 1], new byte[1], 1, LitPixels.LIMIT + 1);
        assertEquals(Kernels.DENSE, Kernels.AUTO.resolve(tooLarge, FORM));
        assertThrows(CrosscheckException.class, () -> Kernels.SPARSE.resolve(tooLarge, FORM));
        assertThrows(
                CrosscheckException.class,
                () -> new LitPixels.RowsByPixel(LitPixels.of(TWO), 4, LitPixels.LIMIT + 1, 1));
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
        assertEquals(4 / 33.0, LitPixels.density(images));
    }

    @Test
    void densityIsTheShareOfLitPixels() {
        assertEquals(4 / 12.0, LitPixels.density(TWO));
        assertEquals(1, LitPixels.density(new ImageSet(new byte[0], new byte[0], 2, 2)));
    }

    @Test
    void theMostAreThoseOfTheFullestImage() {
        assertEquals(2, LitPixels.of(TWO).most());
    }

    @Test
    void sparseKernelsAreForSparseImages() {
        assertEquals(Kernels.SPARSE, Kernels.AUTO.resolve(images(0.2), FORM));
        assertEquals(Kernels.DENSE, Kernels.AUTO.resolve(images(0.9), FORM));
        assertEquals(Kernels.SPARSE, Kernels.SPARSE.resolve(images(0.9), FORM));
        ImageSet half = new ImageSet(new byte[] {1, 0, 0, 1}, new byte[1], 2, 2);
        assertEquals(InputForm.ALL, InputForm.of(half));
    }

    private static ImageSet images(double lit) {
        return Images.random(50, 8, 8, 10, lit);
    }

    @Test
    void whatCannotRunIsRefusedWithWhatToDo() {
        CrosscheckException e = assertThrows(
                CrosscheckException.class, () -> Kernels.SPARSE.resolve(images(0.2), NetworkSpec.digits()));
        assertEquals("--kernels sparse cannot run: this network has no hidden layer.", e.getMessage());
        assertEquals("Use --kernels auto.", e.remedy());
    }
}
