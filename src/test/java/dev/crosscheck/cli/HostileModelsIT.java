package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.Digest;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.model.Model;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Model files that were made to do harm, given to every command that takes one. */
class HostileModelsIT {

    @TempDir
    private Path folder;

    private Path data() {
        return IdxBytes.subset(folder.resolve("data"), 200, 50);
    }

    private Path train(String name, String... more) {
        List<String> args = new ArrayList<>(List.of(
                "train",
                "--quiet",
                "--no-check",
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

    /** Changes the bytes of a model. */
    private static void spoil(Path model, Consumer<ByteBuffer> change) throws IOException {
        byte[] bytes = Files.readAllBytes(model);
        change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        Files.write(model, bytes);
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
            assertTrue(result.err().startsWith(run.resolve("model.safetensors") + ": expected "), result.err());
            assertTrue(result.err().contains(problem), result.err());
            assertFalse(Files.exists(folder.resolve("out")), call[0]);
        }
    }

    @Test
    void aHeaderLongerThanTheFileEndsEveryCommandInALine() throws IOException {
        data();
        Path run = train("run");
        spoil(run.resolve(Model.FILE), file -> file.putLong(0, 1 << 30));
        refusedByAll(run, "a header of at most ");
    }

    /** A model that only just fitted would leave no memory for requests. */
    @ParameterizedTest
    @ValueSource(strings = {"serve FILE", "explore --model FILE"})
    void aModelTooLargeToServeIsNotRead(String line) throws IOException {
        long most = Runtime.getRuntime().maxMemory() / (12 << 20);
        Path file = folder.resolve("large.safetensors");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength((most + 1) << 20);
        }
        Cli result = Cli.run(line.replace("FILE", file.toString()).split(" "));
        assertEquals(1, result.code(), result.err());
        String memory = Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB";
        assertEquals(
                file + ": expected a model of at most " + most + " MiB with Java's memory of " + memory
                        + ", found one of "
                        + (most + 1) + " MiB.\n"
                        + "Give Java more: -Xmx" + 12 * (most + 1)
                        + "m, in JAVA_OPTS for bin/crosscheck or MAVEN_OPTS for mvn.\n",
                result.err());
    }

    @Test
    void numbersThatOverflowEndEveryCommandInALine() throws IOException {
        data();
        Path run = train("run");
        spoil(run.resolve(Model.FILE), file -> {
            for (int at = file.capacity() - 4 * 98; at < file.capacity(); at += 4) {
                file.putFloat(at, 3e38f);
            }
        });
        refusedByAll(run, "expected parameters whose outputs stay finite");
    }

    @Test
    void aZipOfDl4jIsNamedAsWhatItIs() throws IOException {
        data();
        Path zip = train("run", "--trainer", "dl4j").resolve("model.zip");
        Cli predict = Cli.run("predict", zip.toString(), "seven.png");
        assertEquals(1, predict.code());
        assertEquals(2, predict.err().lines().count(), predict.err());
        assertTrue(predict.err().startsWith(zip + ": expected a model, found a damaged or other file"), predict.err());
        Cli export =
                Cli.run("export", zip.toString(), "--out", folder.resolve("out").toString());
        assertEquals(1, export.code());
        assertTrue(export.err().startsWith(zip + ": expected a model, found a damaged or other file"), export.err());
        assertFalse(Files.exists(folder.resolve("out")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dl4j", "by-hand"})
    void theSameRunGivesTheSameFiles(String trainer) throws IOException {
        data();
        Path first = train("first", "--trainer", trainer);
        Path again = train("again", "--trainer", trainer);
        assertEquals(Digest.sha256(first.resolve(Model.FILE)), Digest.sha256(again.resolve(Model.FILE)));
        assertEquals(42L, Model.load(first).origin().seed());
        Path zip = first.resolve("model.zip");
        assertEquals(trainer.equals("dl4j"), Files.exists(zip));
        if (trainer.equals("dl4j")) {
            assertEquals(Digest.sha256(zip), Digest.sha256(again.resolve("model.zip")));
        }
    }
}
