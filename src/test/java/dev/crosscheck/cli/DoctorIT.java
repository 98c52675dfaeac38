package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.cuda.EmulatedDriver;
import dev.crosscheck.cuda.StandInProbe;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DoctorIT {
    @Test
    void itTellsDeviceThreadsVersionsAndWhatToChange() throws IOException {
        Cli result = Cli.run("doctor", "--device", "cpu");
        assertEquals(0, result.code(), result.err());
        for (String part : List.of(
                "used             cpu",
                "ND4J natives     ",
                "BLAS             OpenBLAS",
                "native arrays    at most",
                "Vector API       used",
                "class archive    none: ",
                "DL4J and ND4J    1.0.0-M2.1",
                "To use a GPU")) {
            assertTrue(result.out().contains(part), part + " in " + result.out());
        }
        JsonNode found =
                new ObjectMapper().readTree(Cli.run("doctor", "--json", "-").out());
        assertEquals("cpu", found.at("/Device/used").asText());
        assertEquals("BLAS 1, OpenMP 1", found.at("/Machine/threads").asText());
    }

    private static Cli with(EmulatedDriver driver, String line) {
        CommandLine program = CrosscheckCommand.parser();
        DoctorCommand doctor = program.getSubcommands().get("doctor").getCommand();
        doctor.use(new StandInProbe(driver));
        return Cli.run(program, line.split(" "));
    }

    @Test
    void allThreeWaysAreTold() throws IOException {
        EmulatedDriver driver = EmulatedDriver.right();
        Cli found = with(driver, "doctor --device auto --json -");
        assertEquals(0, found.code(), found.err());
        JsonNode ways = new ObjectMapper().readTree(found.out()).path("What can run");
        assertEquals(3, ways.size());
        assertTrue(ways.path("ND4J's CUDA").asText().startsWith("no: "), found.out());
        assertEquals(
                "yes: NVIDIA H100 (compute capability 9.0), and training networks of seven sizes gave the CPU's bits",
                ways.path("CUDA by hand").asText());
        assertEquals("yes: always", ways.path("CPU").asText());
        assertEquals(Map.of(), driver.open());
    }

    private static String words(Cli result) {
        return result.out().replaceAll("\\s+", " ");
    }

    @Test
    void aGpuThatIsOfNoUseIsNoWayAndSaysWhy() {
        String said = words(with(EmulatedDriver.right().withMemory(1000), "doctor --device auto"));
        String small = "The memory of GPU 0, NVIDIA H100";
        assertTrue(said.contains("used cpu because " + small), said);
        assertTrue(said.contains("CUDA by hand no: " + small), said);
        Cli none = with(EmulatedDriver.idle(12_040), "doctor --device cuda");
        assertEquals(1, none.code());
        assertTrue(words(none).contains("used none "), none.out());
        assertTrue(words(none).contains("CUDA by hand no: the NVIDIA driver shows no GPU"), none.out());
    }
}
