package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.cli.SparkOptions.TrialFiles;
import dev.crosscheck.sweep.Cluster;
import dev.crosscheck.sweep.Cluster.Luggage;
import dev.crosscheck.sweep.SweepPlan;
import dev.crosscheck.sweep.SweepPlan.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialFilesTest {
    private static final String PENGUINS = "data/penguins/penguins.csv";

    @TempDir
    private Path folder;

    private static Luggage luggage(List<String> arguments, List<Map<String, String>> settings) {
        return TrialFiles.of(SweepPlan.now(arguments, settings, 1, 1, false));
    }

    private static List<String> arguments(Luggage luggage, int setting) {
        return luggage.arguments().apply(new Trial(setting, 1));
    }

    @Test
    void mnistTravelsWhereNothingIsSaid() {
        Luggage luggage = luggage(List.of("--epochs", "1"), List.of(Map.of()));
        assertEquals(List.of("train", "--epochs", "1", "--seed=1", "--data=files/0/mnist"), arguments(luggage, 0));
        assertEquals(
                List.of(new Cluster.Item("data/mnist", Path.of("data/mnist").toAbsolutePath(), "files/0/mnist")),
                luggage.items());
    }

    /** A run's record has the names of its data files, so that these must not change. */
    @Test
    void eachFileTravelsOnceUnderItsOwnName() throws IOException {
        Path held = Files.copy(Path.of(PENGUINS), folder.resolve("penguins.csv"));
        Path late = Files.copy(Path.of(PENGUINS), folder.resolve("late.csv"));
        Luggage luggage = luggage(
                List.of("--data", PENGUINS, "--test=" + held, "--target", "species"),
                List.of(
                        Map.of("validation", held.toString()),
                        Map.of("validation", "20%"),
                        Map.of("validation", late.toString())));
        List<String> all = List.of(
                "train", "--data", "files/0/penguins.csv", "--test=files/1/penguins.csv", "--target", "species");
        assertEquals(all, arguments(luggage, 0).subList(0, all.size()));
        assertEquals("--validation=files/1/penguins.csv", arguments(luggage, 0).get(all.size()));
        assertEquals("--validation=20%", arguments(luggage, 1).get(all.size()));
        assertEquals("--validation=files/2/late.csv", arguments(luggage, 2).get(all.size()));
        assertEquals(
                List.of(PENGUINS, held.toString(), late.toString()),
                luggage.items().stream().map(Cluster.Item::given).toList());
    }

    /** Train itself says what is wrong with it, as it does here. */
    @Test
    void whatIsNotThereStaysAsItIs() {
        List<String> given = List.of("--data=nowhere", "--init", "he", "--validation", "0.5");
        Luggage luggage = luggage(given, List.of(Map.of()));
        assertEquals(given, arguments(luggage, 0).subList(1, 1 + given.size()));
        assertEquals(List.of(), luggage.items());
    }
}
