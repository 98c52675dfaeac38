package dev.crosscheck.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandingTest {
    private static Measurement read(String lines, int epochs) {
        Measurement.Reader reader = new Measurement.Reader();
        lines.lines().forEach(line -> reader.line(line, 1.5));
        return reader.result(epochs);
    }

    private static Standing standing(String name, Measurement... rounds) {
        return Standing.of(new Contestant(name, "", false, List.of(), Map.of()), List.of(rounds), 2, 600);
    }

    @Test
    void theMedianIsTheMiddleOneOrTheMeanOfTheMiddleTwo() {
        assertEquals(new Spread(3, 2, 1, 9), Spread.of(List.of(9.0, 1.0, 2.0)));
        assertEquals(new Spread(4, 3, 1, 9), Spread.of(List.of(9.0, 1.0, 2.0, 4.0)));
        assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of()));
        assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of(1.0, Double.NaN)));
    }

    @Test
    void aProcessIsReadAndStrayLinesArePassedOver() {
        Measurement read = read("hello\nbench: first-step\nbench: epoch 2.5\nbench: note A, b\nbench: peak 2048", 1);
        assertEquals(new Measurement(1.5, List.of(2.5), OptionalLong.of(2048), "A, b"), read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bench: epoch 1",
                "bench: first-step",
                "bench: first-step\nbench: epoch NaN",
                "bench: first-step\nbench: epoch 0",
                "bench: first-step\nbench: epoch -1",
                "bench: first-step\nbench: epoch Infinity",
                "bench: first-step\nbench: epoch 1\nbench: epoch 1"
            })
    void aProcessThatMeasuredSomethingElseThanAskedIsRefused(String lines) {
        assertThrows(IllegalStateException.class, () -> read(lines, 1));
    }

    @Test
    void roundsArePutTogetherAndToldInAnothersSpeed() {
        Measurement first = new Measurement(1, List.of(1.0, 3.0), OptionalLong.of(4096), "x");
        Measurement second = new Measurement(3, List.of(2.0), OptionalLong.of(8192), "x");
        Standing base = standing("base", first, second);
        assertEquals(new Spread(3, 4, 2, 6), base.secondsAnEpoch(), "measured on halves of epochs");
        assertEquals(150, base.imagesPerSecond());
        assertEquals(8L, base.peakMib());
        assertEquals(2, base.startUpSeconds().median());
        Standing slow = standing("slow", new Measurement(1, List.of(8.0), OptionalLong.empty(), ""));
        assertNull(slow.peakMib());
        assertEquals(
                Map.of("base", 0.25, "slow", 1.0),
                slow.against(List.of(base, slow)).timesAsFast());
        assertEquals(Map.of("base", 1.0), base.against(List.of(base)).timesAsFast());
    }
}
