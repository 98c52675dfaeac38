package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes whose output cannot be written, and what ends one. */
class OutputIT extends CommandLines {
    private static final String TRAIN = "train --no-check --hidden 8 --epochs 2 --device cpu --threads 1"
            + " --trainer by-hand --data {runs}/mnist --out DIR/run ";

    private ProcessBuilder process(String line) throws IOException {
        return Launcher.shortProcess(words(line))
                .redirectError(folder.resolve("err").toFile());
    }

    @Test
    void aClosedPipeIsNoFailure() throws IOException, InterruptedException {
        Process process = process(TRAIN).start();
        process.getInputStream().close();
        assertEquals(0, process.waitFor());
        assertEquals("", Files.readString(folder.resolve("err")));
        assertEquals("COMPLETED", json("run/run.json").path("status").asText());
    }

    /** All commands write to the same printer. */
    @ParameterizedTest
    @ValueSource(strings = {"--help", TRAIN + "--json -"})
    @EnabledOnOs(OS.LINUX)
    void aResultThatCannotBePrintedIsAFailureButARunIsComplete(String line) throws IOException, InterruptedException {
        int code = process(line).redirectOutput(new File("/dev/full")).start().waitFor();
        List<String> said = Files.readAllLines(folder.resolve("err"));
        assertEquals(1, code, said.toString());
        assertEquals(
                "Standard output cannot be written to, and not all of it was: No space left on device.",
                said.get(said.size() - 1));
        if (line.startsWith("train")) {
            assertEquals("COMPLETED", json("run/run.json").path("status").asText());
        }
    }
}
