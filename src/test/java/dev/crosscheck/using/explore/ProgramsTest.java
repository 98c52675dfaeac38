package dev.crosscheck.using.explore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.course.ActivationTraits;
import dev.crosscheck.nn.Activation;
import dev.crosscheck.nn.Loss;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page has formulas of every activation and loss in other languages, and the same Java as exported models. */
class ProgramsTest {
    @Test
    void programsAreThoseOfAllActivationsAndLosses() throws IOException {
        JsonNode tables = new ObjectMapper().readTree(PageFiles.text("programs.json"));
        assertEquals(Activation.all().stream().map(Activation::label).toList(), names(tables.get("activations")));
        assertEquals(Stream.of(Loss.values()).map(Loss::label).toList(), names(tables.get("losses")));
        for (ActivationTraits row : ActivationTraits.TABLE) {
            JsonNode java =
                    tables.get("activations").get(row.activation().label()).get("java");
            assertEquals(row.java(), java.isNull() ? null : java.get("value").asText());
        }
    }

    private static List<String> names(JsonNode table) {
        return table.propertyStream().map(entry -> entry.getKey()).toList();
    }
}
