package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.run.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Model files that were made to do harm, given to every command that takes one. */
class HostileModelsIT {
    private static final int STRIDE = 48;
    private static final int FLOATS = 113;

    @TempDir
    private Path folder;

    private Path data() {
        return IdxBytes.subset(folder.resolve("data"), 200, 50);
    }

    private Path train(String name, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "train",
                "--quiet",
                "--data",
                folder.resolve("data").toString(),
                "--epochs",
                "2",
                "--hidden",
                "8",
                "--seed",
                "42",
                "--out",
                folder.resolve(name).toString()));
        args.addAll(List.of(more));
        Cli result = Cli.run(args.toArray(new String[0]));
        assertEquals(0, result.code(), result.err());
        return folder.resolve(name);
    }

    private static void spoil(Path model, Consumer<ByteBuffer> change) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipInputStream from = new ZipInputStream(Files.newInputStream(model));
                ZipOutputStream to = new ZipOutputStream(bytes)) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                byte[] content = from.readAllBytes();
                if (entry.getName().equals("coefficients.bin")) {
                    change.accept(ByteBuffer.wrap(content));
                }
                to.putNextEntry(new ZipEntry(entry.getName()));
                to.write(content);
            }
        }
        try (OutputStream out = Files.newOutputStream(model)) {
            bytes.writeTo(out);
        }
    }

    private void refusedByAll(Path run, String problem) {
        String[][] calls = {
            {"predict", run.toString(), folder.resolve("seven.png").toString()},
            {"evaluate", run.toString(), "--data", folder.resolve("data").toString(), "--out"},
            {"export", run.toString(), "--data", folder.resolve("data").toString(), "--out"},
            {"serve", run.toString(), "--port", "0"}
        };
        for (String[] call : calls) {
            if (call[call.length - 1].equals("--out")) {
                call = Arrays.copyOf(call, call.length + 1);
                call[call.length - 1] = folder.resolve("out").toString();
            }
            Cli result = Cli.run(call);
            assertEquals(1, result.code(), call[0]);
            assertEquals("", result.out(), call[0]);
            assertEquals(2, result.err().lines().count(), result.err());
            assertTrue(result.err().startsWith(run.resolve("model.zip") + ": expected "), result.err());
            assertTrue(result.err().contains(problem), result.err());
            assertFalse(Files.exists(folder.resolve("out")), call[0]);
        }
    }

    @Test
    void aStrideThatReadsElsewhereEndsEveryCommandInALine() throws IOException {
        data();
        Path run = train("run");
        spoil(run.resolve("model.zip"), array -> array.putLong(STRIDE, 2));
        refusedByAll(run, "coefficients.bin: expected the stride 1, found 2.");
    }

    @Test
    void numbersThatOverflowEndEveryCommandInALine() throws IOException {
        data();
        Path run = train("run");
        spoil(run.resolve("model.zip"), array -> {
            for (array.position(FLOATS); array.hasRemaining(); ) {
                array.putFloat(3e38f);
            }
        });
        refusedByAll(run, "expected parameters whose outputs stay finite");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dl4j", "by-hand"})
    void theSameRunGivesTheSameFile(String trainer) throws IOException {
        data();
        Path first = train("first", "--trainer", trainer).resolve("model.zip");
        Path again = train("again", "--trainer", trainer).resolve("model.zip");
        assertEquals(Digest.sha256(first), Digest.sha256(again));
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(first))) {
            assertEquals("configuration.json", zip.getNextEntry().getName());
            String json = new String(zip.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(2, json.split("\"seed\" : 42,", -1).length - 1, json);
        }
    }
}
