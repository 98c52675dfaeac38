package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.Setup;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OneNetworkTest {
    /** Ten images of one pixel, each of another grey. */
    @Test
    void whatIsPutAsideIsNotLearntFrom() {
        byte[] greys = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
        ImageSet images = new ImageSet(greys, new byte[10], 1, 1);
        OneNetwork parts = OneNetwork.of(
                Device.CPU,
                new TrainingStart.Seed(),
                TrainingConfig.of(Setup.parse("1-2-10 relu cross-entropy")).with(draft -> draft.validation = 3),
                new ImageData(images, images, Map.of()));
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
