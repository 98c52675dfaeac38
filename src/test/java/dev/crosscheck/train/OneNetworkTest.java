package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OneNetworkTest {
    /** Of ten images of one pixel, each of another grey. */
    private static OneNetwork holding(long seed) {
        byte[] greys = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19};
        ImageSet images = new ImageSet(greys, new byte[10], 1, 1);
        return OneNetwork.of(
                Device.CPU,
                new TrainingStart.Seed(),
                TrainingConfig.of(Setup.parse("1-2-10 relu cross-entropy seed:" + seed))
                        .with(draft -> draft.validation = 3),
                new ImageData(images, images, Map.of()));
    }

    private static List<Byte> greys(Examples... parts) {
        List<Byte> greys = new ArrayList<>();
        for (Examples part : parts) {
            for (byte grey : ((ImageSet) part).pixels()) {
                greys.add(grey);
            }
        }
        return greys;
    }

    @Test
    void whatIsPutAsideIsDrawnByTheSeedAndNotLearntFrom() {
        OneNetwork parts = holding(5);
        assertEquals(7, parts.train().size());
        assertEquals(3, parts.held().size());
        assertEquals(10, new TreeSet<>(greys(parts.train(), parts.held())).size());
        assertEquals(greys(parts.held()), greys(holding(5).held()));
        assertNotEquals(greys(parts.held()), greys(holding(6).held()));
    }
}
