package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.course.LossTraits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The page's formulas of activations and losses in other languages, a file so that the page's sources run unbuilt, are those of the course's tables. */
class ProgramsTest {
    private static final Path FILE =
            Path.of("src", "main", "resources", "dev", "crosscheck", "using", "explore", "programs.json");

    @Test
    void thePagesProgramsAreThoseOfTheTables() throws IOException {
        Map<String, Object> activations = new LinkedHashMap<>();
        ActivationTraits.TABLE.forEach(row -> {
            Map<String, Object> languages = new LinkedHashMap<>();
            languages.put("tex", row.programs().tex());
            languages.put("java", row.programs().java());
            languages.put("numpy", row.programs().numpy());
            activations.put(row.activation().label(), languages);
        });
        Map<String, Object> losses = new LinkedHashMap<>();
        LossTraits.TABLE.forEach(
                row -> losses.put(row.loss().label(), new TreeMap<>(Map.of("java", row.java(), "numpy", row.numpy()))));
        Map<String, Object> tables = new TreeMap<>(Map.of("activations", activations, "losses", losses));
        String expected = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tables) + "\n";
        if (Boolean.getBoolean("transcripts.refresh") && System.getenv("CI") == null) {
            Files.writeString(FILE, expected);
        }
        assertEquals(expected, Files.readString(FILE), "write it anew with -Dtranscripts.refresh=true");
    }
}
