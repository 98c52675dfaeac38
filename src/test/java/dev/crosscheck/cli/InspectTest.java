package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.model.DrawnModels;
import dev.crosscheck.model.Model;
import dev.crosscheck.nn.Elementwise;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectTest {
    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void save() {
        model = folder.resolve(Model.FILE);
        DrawnModels.ofDigits(Elementwise.RELU, 256, 64).save(model);
    }

    @Test
    void aTableTellsLayersParametersAndMemory() {
        Cli result = Cli.run("inspect", folder.toString(), "--batch", "100");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("784-256-64-10"), result.out());
        assertEquals(
                """
                Layer  Activation  Weights and biases  Outputs  Parameters
                ----------------------------------------------------------
                    1  relu        784 x 256 + 256         256     200,960
                    2  relu        256 x 64 + 64            64      16,448
                    3  softmax     64 x 10 + 10             10         650
                                                                   218,058

                Memory                               MiB
                ----------------------------------------
                parameters                          0.83
                their gradients, in training        0.83
                the optimizer's state, in training  1.66
                activations of a batch of 100       0.42
                training, all of these              3.75

                Whole: it can be read; no record of its SHA-256 is beside it.
                """,
                result.out()
                                .lines()
                                .skip(result.out()
                                        .lines()
                                        .takeWhile(line -> !line.startsWith("Layer"))
                                        .count())
                                .collect(Collectors.joining("\n"))
                        + "\n");
    }

    @Test
    void jsonHasTheSame() throws IOException {
        Cli result = Cli.run("inspect", model.toString(), "--json", "-");
        JsonNode network = new ObjectMapper().readTree(result.out()).path("network");
        assertEquals(218_058, network.path("parameters").asInt());
        assertEquals(3, network.path("layers").size());
        assertEquals(16_448, network.path("layers").get(1).path("parameters").asInt());
        assertEquals(64, network.path("memory").path("batch").asInt());
        assertEquals(8 * 218_058, network.path("memory").path("optimizer").asInt());
    }

    @Test
    void whatIsNoModelIsRefused() {
        Cli none = Cli.run("inspect", folder.resolve("none").toString());
        assertEquals(1, none.code());
        assertEquals(
                folder.resolve("none") + ": no such file or folder.\n"
                        + "Name a model, a checkpoint, or the folder of a run or a sweep.\n",
                none.err());
        Cli empty = Cli.run("inspect", "bin");
        assertEquals(1, empty.code());
        assertTrue(
                empty.err().startsWith("bin: expected the folder of a run or a sweep, or one with a model, "),
                empty.err());
        Cli other = Cli.run("inspect", "pom.xml");
        assertEquals(1, other.code());
        assertTrue(other.err().startsWith("pom.xml: expected a model, found"), other.err());
    }
}
