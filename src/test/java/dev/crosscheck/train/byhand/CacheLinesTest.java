package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CacheLinesTest {
    /** Arrays begin at any multiple of 8 bytes, of which a cache line has eight. */
    @Test
    void theBorderMovesWithTheArray() {
        assumeTrue(
                Runtime.version().feature() < 24 || "allow".equals(System.getProperty("sun.misc.unsafe.memory.access")),
                "Java would print a warning");
        Set<Integer> borders = new HashSet<>();
        byte[][] between = new byte[10_000][];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < between.length; i++) {
            between[i] = new byte[random.nextInt(16) * 8];
            int border = CacheLines.border(new float[10]);
            assertTrue(border >= 0 && border < CacheLines.FLOATS, "border " + border);
            borders.add(border);
        }
        assertEquals(Set.of(0, 2, 4, 6, 8, 10, 12, 14), borders);
    }
}
