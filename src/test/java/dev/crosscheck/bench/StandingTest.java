package dev.crosscheck.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crosscheck.bench.Standing.Run;
import dev.crosscheck.bench.Standing.Spread;
import dev.crosscheck.run.Mismatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandingTest {
    private static final String RUN = "{\"status\": \"COMPLETED\", \"modelSha256\": \"abc\", \"epochs\":"
            + " [{\"testAccuracyPercent\": 90.5}, {\"testAccuracyPercent\": 98.25}],"
            + " \"environment\": {\"java\": \"17\", \"blas\": \"OpenBLAS\"}}";

    @TempDir
    private Path folder;

    private static Reported reported(String peak, double... epochs) throws Mismatch {
        Reported reported = new Reported();
        reported.line("{\"event\": \"first-step\"}", 1);
        for (double seconds : epochs) {
            reported.line("{\"event\": \"epoch\", \"seconds\": " + seconds + "}", 1);
        }
        reported.line("{\"event\": \"end\", \"note\": \"x\"" + peak + "}", 1);
        return reported;
    }

    private static Standing standing(String name, Reported... rounds) {
        return Standing.of(Contestants.of(name), Standing.spreads(List.of(rounds), 2), List.of(rounds));
    }

    @Test
    void theMedianIsTheMiddleOneOrTheMeanOfTheMiddleTwo() {
        assertEquals(new Spread(3, 4, 2, 18), Spread.of(List.of(9.0, 1.0, 2.0), 2));
        assertEquals(new Spread(4, 3, 1, 9), Spread.of(List.of(9.0, 1.0, 2.0, 4.0), 1));
        assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of(), 1));
        assertThrows(IllegalArgumentException.class, () -> Spread.of(List.of(1.0, Double.NaN), 1));
    }

    @Test
    void roundsArePutTogetherAndComparedWithOthers() throws Mismatch {
        Standing base = standing("base", reported(", \"peakKib\": 4096", 1, 3), reported(", \"peakKib\": 8192", 2));
        assertEquals(new Spread(3, 4, 2, 6), base.seconds().get("epoch"), "measured on halves of epochs");
        assertEquals(new Spread(2, 1, 1, 1), base.seconds().get("first-step"));
        assertEquals(8L, base.peakMib());
        Standing slow = standing("slow", reported("", 8));
        assertNull(slow.peakMib());
        assertEquals(
                Map.of("base", 0.25, "slow", 1.0),
                slow.against(List.of(base, slow), "epoch").timesAsFast());
    }

    private static Standing race(int runs, double mean, double seconds) {
        List<Run> all = IntStream.range(0, runs)
                .mapToObj(i -> new Run(i, seconds + i, mean + (i % 2 == 0 ? 0.1 : -0.1), "", ""))
                .toList();
        return Standing.ofRace(Contestants.of("one"), all);
    }

    /**
     * Of 20 runs with a deviation of 0.1026 Student's t reaches its 99 % quantile, 2.539, at 0.0583 above the bound; t of runs with an exponential
     * tail reaches its own, 4.06, at 0.0932.
     */
    @ParameterizedTest
    @CsvSource({
        "20, 98.096, true",
        "20, 98.091, false",
        "20, 98.059, false",
        "20, 97.7, false",
        "19, 98.5, false",
        "200, 98.059, true"
    })
    void twentyRunsWithAMeanAbove98PercentQualify(int runs, double mean, boolean qualifies) {
        assertEquals(qualifies, race(runs, mean, 1).accuracy().qualified());
    }

    @Test
    void aSingleRunHasNoP() {
        Standing one = race(1, 99, 1);
        assertNull(one.accuracy().above());
        assertFalse(one.accuracy().qualified());
    }

    @Test
    void aRunIsReadWithTheAccuracyOfItsLastEpoch() throws IOException {
        Files.writeString(folder.resolve("run.json"), RUN);
        assertThrows(IllegalStateException.class, () -> Bench.read(folder, 1, 1), "no model");
        Files.createFile(folder.resolve("model.safetensors"));
        assertEquals(new Run(7, 1.5, 98.25, "abc", "Java 17, OpenBLAS"), Bench.read(folder, 7, 1.5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"status\": \"COMPLETED\", \"epochs\": []}",
                "{\"status\": \"INTERRUPTED\", \"epochs\": [{\"testAccuracyPercent\": 99}]}"
            })
    void aRunThatDidNotComeToItsEndIsRefused(String run) throws IOException {
        Files.createFile(folder.resolve("model.pt"));
        if (!run.isEmpty()) {
            Files.writeString(folder.resolve("run.json"), run);
        }
        assertThrows(IllegalStateException.class, () -> Bench.read(folder, 1, 1));
    }
}
