package dev.crosscheck.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ImageSetTest {
    private static final ImageSet THREE = new ImageSet(new byte[] {0, 1, 10, 11, 20, 21}, new byte[] {7, 8, 9}, 1, 2);

    @Test
    void anImageIsItsOwnPixels() {
        assertArrayEquals(new byte[] {0, 1}, THREE.pixels(0));
        assertArrayEquals(new byte[] {20, 21}, THREE.pixels(2));
        assertThrows(IndexOutOfBoundsException.class, () -> THREE.pixels(3));
    }

    @Test
    void selectedImagesKeepTheirLabelsAndComeInTheOrderAskedFor() {
        ImageSet selected = THREE.select(2, 0, 2);
        assertArrayEquals(new byte[] {20, 21, 0, 1, 20, 21}, selected.pixels());
        assertArrayEquals(new int[] {9, 7, 9}, selected.labels());
        assertEquals(1, selected.rows());
        assertEquals(2, selected.columns());
        selected.pixels()[0] = 99;
        assertEquals(20, THREE.pixels()[4], "copies");
    }

    @Test
    void pixelsAndLabelsMustAgree() {
        assertThrows(IllegalArgumentException.class, () -> new ImageSet(new byte[5], new byte[2], 1, 2));
    }
}
