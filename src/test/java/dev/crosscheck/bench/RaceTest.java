package dev.crosscheck.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.bench.RaceResult.Run;
import dev.crosscheck.bench.RaceResult.Standing;
import dev.crosscheck.train.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of docs/internals/race.md. */
class RaceTest {
    private static final String RUN = "{\"status\": \"COMPLETED\", \"modelSha256\": \"abc\", \"epochs\":"
            + " [{\"testAccuracyPercent\": 90.5}, {\"testAccuracyPercent\": 98.25}],"
            + " \"environment\": {\"java\": \"17\", \"blas\": \"OpenBLAS\"}}";

    @TempDir
    private Path folder;

    private static Standing standing(int runs, double mean, double seconds) {
        List<Run> all = IntStream.range(0, runs)
                .mapToObj(i -> new Run(i, seconds + i, mean + (i % 2 == 0 ? 0.1 : -0.1), "", ""))
                .toList();
        return Standing.of(new Contestant("one", "", false, List.of(), Map.of()), all);
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
    void whoHasTwentyRunsWithAMeanAbove98PercentQualifies(int runs, double mean, boolean qualifies) {
        assertEquals(qualifies, standing(runs, mean, 1).qualified());
    }

    @Test
    void aSingleRunHasNoP() {
        Standing one = standing(1, 99, 1);
        assertNull(one.above());
        assertFalse(one.qualified());
    }

    @Test
    void mediansAreToldInThoseOfTheFirst() {
        Standing first = standing(3, 98, 1);
        assertEquals(new Spread(3, 2, 1, 3), first.seconds());
        assertEquals(3, standing(3, 98, 5).against(first).timesTheFirst());
        assertEquals(1, first.against(first).timesTheFirst());
    }

    @Test
    void aRunIsReadWithTheAccuracyOfItsLastEpoch() throws IOException {
        Files.writeString(folder.resolve("run.json"), RUN);
        Files.createFile(folder.resolve("model.safetensors"));
        assertEquals(new Run(7, 1.5, 98.25, "abc", "Java 17, OpenBLAS"), Race.read(folder, 7, 1.5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"status\": \"COMPLETED\", \"epochs\": []}",
                "{\"status\": \"INTERRUPTED\", \"epochs\": [{\"testAccuracyPercent\": 99}]}"
            })
    void aRunThatDidNotComeToItsEndIsRefused(String run) throws IOException {
        Files.writeString(folder.resolve("run.json"), run);
        Files.createFile(folder.resolve("model.pt"));
        assertThrows(IllegalStateException.class, () -> Race.read(folder, 1, 1));
    }

    @Test
    void aRunWithoutARecordOrAModelIsRefused() throws IOException {
        assertThrows(IllegalStateException.class, () -> Race.read(folder, 1, 1));
        Files.writeString(folder.resolve("run.json"), RUN);
        assertThrows(IllegalStateException.class, () -> Race.read(folder, 1, 1));
    }

    @Test
    void everyContestantIsToldTheRecipe() {
        Race.Options options = new Race.Options(
                Recipe.FAST98, 101, 20, Set.copyOf(Race.names()), Path.of("data"), Optional.of("no-python"));
        RaceLineup lineup = RaceLineup.of(options);
        assertEquals(
                List.of("by-hand", "dl4j"),
                lineup.contestants().stream().map(Contestant::name).toList());
        for (Contestant contestant : lineup.contestants()) {
            assertTrue(contestant.command().contains("--recipe=fast98"), contestant.toString());
            assertTrue(contestant.command().contains("--trainer=" + contestant.name()), contestant.toString());
        }
        assertTrue(lineup.leftOut().get("pytorch").startsWith("no-python has no torch"), lineup.toString());
    }
}
