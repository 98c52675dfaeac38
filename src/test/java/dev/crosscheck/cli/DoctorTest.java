package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class DoctorTest {
    @Test
    void itTellsDeviceThreadsVersionsAndWhatToChange() {
        Cli result = Cli.run("doctor", "--device", "cpu");
        assertEquals(0, result.code(), result.err());
        for (String part : new String[] {
            "used             cpu",
            "ND4J natives     ",
            "BLAS             OpenBLAS",
            "BLAS 1, OpenMP 1",
            "native arrays    at most",
            "DL4J and ND4J    1.0.0-M2.1",
            "To use a GPU"
        }) {
            assertTrue(result.out().contains(part), part + " in " + result.out());
        }
    }

    @Test
    void theSameAsJson() throws IOException {
        JsonNode found =
                new ObjectMapper().readTree(Cli.run("doctor", "--json", "-").out());
        assertEquals("cpu", found.path("environment").path("device").asText());
        assertEquals(1, found.path("environment").path("openMpThreads").asInt());
    }
}
