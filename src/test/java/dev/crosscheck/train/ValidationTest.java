package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.ImageSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ValidationTest {
    /** Ten images of one pixel, each of another grey. */
    @Test
    void whatIsPutAsideIsNotLearntFrom() {
        byte[] greys = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
        Validation parts = Validation.holdOut(new ImageSet(greys, new byte[10], 1, 1), 3, 1);
        assertEquals(7, parts.train().size());
        assertEquals(3, parts.held().size());
        TreeSet<Byte> all = new TreeSet<>();
        for (byte grey : ((ImageSet) parts.train()).pixels()) {
            all.add(grey);
        }
        for (byte grey : ((ImageSet) parts.held()).pixels()) {
            all.add(grey);
        }
        assertEquals(10, all.size());
    }
}
