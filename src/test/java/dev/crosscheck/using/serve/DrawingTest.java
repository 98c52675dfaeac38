package dev.crosscheck.using.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Drawings as JSON; what is refused, {@link ServeBytesIT} has on record. */
class DrawingTest {
    private static final String DIGITS = "0".repeat(99);

    @Test
    void levelsAreRounded() {
        String json = "{\"height\":1,\"pixels\":[0,127.5,2.549e2,255,1." + DIGITS + "],\"width\":5}";
        assertArrayEquals(
                new byte[] {0, (byte) 128, (byte) 255, (byte) 255, 1},
                Drawing.read(json.getBytes(UTF_8)).grey().light());
        int most = 1024;
        String large =
                "{\"width\":" + most + ",\"height\":" + most + ",\"pixels\":[0" + ",0".repeat(most * most - 1) + "]}";
        assertTrue(Drawing.read(large.getBytes(UTF_8)).grey().light().length == most * most);
    }
}
