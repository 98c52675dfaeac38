package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command that is refused before it has done anything leaves nothing. */
class RefusedCommandsIT {
    @TempDir
    private Path folder;

    private Cli run(String line, Path out) {
        String none = folder.resolve("none").toString();
        String[] words = (line + " --out OUT").split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("NONE", none).replace("OUT", out.toString());
        }
        return Cli.run(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train --data NONE",
                "train --init NONE",
                "train --hidden 8,0",
                "evaluate NONE",
                "evaluate NONE --data NONE",
                "export NONE",
                "course perceptron --init NONE",
                "course perceptron --init src/reference/recordings/xor.npz",
                "course backprop --init NONE",
                "course backprop --init src/reference/recordings/perceptron-and.npz",
                "course backprop --activation softmax --hidden 1",
                "verify --data NONE",
                "verify NONE"
            })
    void nothingIsLeft(String line) {
        Path out = folder.resolve("new").resolve("run");
        Cli result = run(line, out);
        assertNotEquals(0, result.code(), line);
        assertEquals(2, result.err().lines().count(), result.err());
        assertTrue(Files.notExists(out.getParent()), "not even the folder above it, which was new");
    }

    @Test
    void anEmptyFolderThatWasThereStays() throws IOException {
        Path there = Files.createDirectories(folder.resolve("there"));
        assertEquals(1, run("course backprop --init NONE", there).code());
        assertEquals(Set.of(), TrainAndEvaluateIT.files(there));
    }

    @Test
    void whatIsInAFolderStays() throws IOException {
        Path full = Files.createDirectories(folder.resolve("full"));
        Files.createFile(full.resolve("log.txt"));
        assertEquals(1, run("course perceptron --no-check", full).code());
        assertEquals(Set.of("log.txt"), TrainAndEvaluateIT.files(full));
    }
}
