package dev.crosscheck.proof.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.PythonDoor;
import dev.crosscheck.process.Subprocess;
import dev.crosscheck.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test vectors, computed again by a script that has nothing but their README and Python's standard library. */
class VectorsIT {
    /** Draws layers of which all right numbers are 0, and those of a slip are not. */
    private static final long SEED = 4;

    @TempDir
    Path folder;

    private static Subprocess.Ended python(Path vectors) throws IOException, InterruptedException {
        return Subprocess.of(PythonDoor.having("math", "python3"), "src/reference/judge/vectors.py", vectors.toString())
                .toItsEnd(60);
    }

    @Test
    void pythonAloneComputesTheSameNumbersAndSlipsAreApart() throws IOException, InterruptedException {
        Path vectors = folder.resolve("vectors");
        Vectors.Index index = Vectors.write(RunFolder.at(vectors), SEED);
        Subprocess.Ended right = python(vectors);
        assertEquals(0, right.code(), right.errors());
        assertEquals(index.networks().size(), right.output().lines().count());

        Path again = folder.resolve("again");
        Vectors.write(RunFolder.at(again), SEED);
        try (Stream<Path> files = Files.list(vectors)) {
            for (Path file : files.toList()) {
                assertEquals(-1, Files.mismatch(file, again.resolve(file.getFileName())), file.toString());
            }
        }
        assertRefused("relu.json", "\"lr\":0.1", "\"lr\":0.1000001", "step 1, fc1.weight");
        assertRefused("relu.json", "\"3f", "\"3e", "decimals are");
        assertRefused("convolution-same.json", "\"padding\":1", "\"padding\":0", "");
        // The right loss in place of a slip's wrong one, and a number that is none.
        String loss = "(?s)(\"steps\".*?\"loss\" : (\\{.*?\\}).*?\"loss-summed\".*?\"loss\" : )\\{.*?\\}";
        assertRefused("relu.json", loss, "$1$2", "slip loss-summed: loss is right");
        loss = "(?s)(\"steps\".*?\"loss\" .*?\"decimals\" : \\[ ).*?\"bits\" : \\[ .*?\\]";
        assertRefused("relu.json", loss, "$1null ], \"bits\" : [ \"7ff8000000000000\" ]", "step 1, loss");
    }

    /** Changes the first place of a file that is such, which the script must notice. */
    private void assertRefused(String name, String now, String then, String said)
            throws IOException, InterruptedException {
        Path again = folder.resolve("again").resolve(name);
        String text = Files.readString(again);
        String changed = text.replaceFirst(now.replace("\":", "\"\\s*:\\s*"), then);
        assertTrue(!changed.equals(text), now);
        Files.writeString(again, changed);
        Subprocess.Ended ended = python(folder.resolve("again"));
        assertEquals(1, ended.code(), ended.output());
        assertTrue(ended.errors().contains(said), ended.errors());
        Files.writeString(again, text);
    }
}
