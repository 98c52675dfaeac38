package dev.crosscheck.byhand;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageSet;
import org.junit.jupiter.api.Test;

class LitPixelsTest {
    private static final ImageSet TWO =
            new ImageSet(new byte[] {0, 5, 0, (byte) 200, 0, 0, 0, 0, 9, 1, 0, 0}, new byte[3], 2, 2);

    @Test
    void everyLitPixelIsListedInItsOrder() {
        LitPixels lit = LitPixels.of(TWO);
        assertArrayEquals(new int[] {0, 2, 2, 4}, lit.starts());
        assertArrayEquals(new char[] {1, 3, 0, 1}, lit.positions());
        assertArrayEquals(new byte[] {5, (byte) 200, 9, 1}, lit.values());
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
        assertEquals(Kernels.SPARSE, Kernels.AUTO.resolve(images(0.2)));
        assertEquals(Kernels.BLAS, Kernels.AUTO.resolve(images(0.9)));
        assertEquals(Kernels.SPARSE, Kernels.SPARSE.resolve(images(0.9)));
    }

    private static ImageSet images(double lit) {
        return Images.random(50, 8, 8, 10, lit);
    }

    @Test
    void whatCannotRunIsRefusedWithWhatToDo() {
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> Kernels.SPARSE.require(false, "no module", "Add it."));
        assertEquals("--kernels sparse cannot run: no module.", e.getMessage());
        assertTrue(e.remedy().contains("Add it."), e.remedy());
    }
}
