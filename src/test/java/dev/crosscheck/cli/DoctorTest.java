package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaDriver;
import dev.crosscheck.cuda.EmulatedDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.cuda.StandInProbe;
import dev.crosscheck.device.CudaProbe;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DoctorTest {
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

    private static Cli with(EmulatedDriver driver, String... options) {
        return with(new StandInProbe(driver), options);
    }

    private static Cli with(CudaProbe probe, String... options) {
        CommandLine program = CrosscheckCommand.parser();
        DoctorCommand doctor = program.getSubcommands().get("doctor").getCommand();
        doctor.use(probe);
        return Cli.run(
                program, Stream.concat(Stream.of("doctor"), Stream.of(options)).toArray(String[]::new));
    }

    @Test
    void allThreeWaysAreTold() throws IOException {
        EmulatedDriver driver = EmulatedDriver.right();
        Cli found = with(driver, "--device", "auto", "--json", "-");
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
        String said = words(with(EmulatedDriver.right().withMemory(1000), "--device", "auto"));
        String small = "The memory of GPU 0, NVIDIA H100";
        assertTrue(said.contains("used cpu because " + small), said);
        assertTrue(said.contains("CUDA by hand no: " + small), said);
        Cli none = with(EmulatedDriver.idle(12_040), "--device", "cuda");
        assertEquals(1, none.code());
        assertTrue(words(none).contains("used none "), none.out());
        assertTrue(words(none).contains("CUDA by hand no: the NVIDIA driver shows no GPU"), none.out());
    }

    /** A machine whose GPU is held. */
    private record Held(
            boolean inBuild,
            CudaDriver.Answer driver,
            Optional<String> visibleDevices,
            Optional<String> missingLibrary,
            Optional<String> backendObstacle)
            implements CudaProbe {
        @Override
        public Gpu open(CudaDevice device) {
            throw new GpuException("It is held.", "Wait.");
        }
    }

    /** Of a build with ND4J's CUDA and a GPU that suits it, where the backend itself does not start. */
    @Test
    void whatTheBackendSaidHoldsInEveryLine() {
        String why = "CUDA's own libraries find no GPU to run on";
        CudaDriver.Answer driver = CudaDriver.Answer.of(12_040, new CudaDevice(0, "NVIDIA A100", 8, 0));
        CudaProbe probe = new Held(true, driver, Optional.empty(), Optional.empty(), Optional.of(why));
        String auto = words(with(probe, "--device", "auto"));
        assertTrue(auto.contains("ND4J's CUDA no: " + why), auto);
        assertTrue(auto.contains("used cpu because It is held"), auto);
        String cpu = words(with(probe, "--device", "cpu"));
        String yes = "ND4J's CUDA yes: driver, libraries and every GPU are there; --device auto also starts it";
        assertTrue(cpu.contains(yes), cpu);
    }
}
