package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.model.Model;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Model files that were made to do harm, given to every command that takes one. */
class HostileModelsIT extends CommandLines {
    /** Changes the bytes of a model, which every command must then refuse. */
    private void assertRefusedByAll(String problem, UnaryOperator<byte[]> change) throws IOException {
        Path model =
                RunFolders.DIGITS.copy(Files.createTempDirectory(folder, "of")).resolve(Model.FILE);
        Files.write(model, change.apply(Files.readAllBytes(model)));
        String run = model.getParent().toString();
        for (String command : List.of(
                "predict " + run + " seven.png",
                "evaluate " + run + " --data {runs}/mnist --out DIR/out",
                "export " + run + " --data {runs}/mnist --out DIR/out",
                "serve " + run + " --port 0")) {
            Cli result = ended(1, command);
            assertEquals("", result.out(), command);
            assertEquals(2, result.err().lines().count(), result.err());
            assertTrue(result.err().startsWith(model + ": expected "), result.err());
            assertTrue(result.err().contains(problem), result.err());
            assertFalse(Files.exists(folder.resolve("out")), command);
        }
    }

    @Test
    void everyCommandEndsInALine() throws IOException {
        assertRefusedByAll("a header of at most ", bytes -> {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1 << 30);
            return bytes;
        });
        assertRefusedByAll("a model", bytes -> Arrays.copyOf(bytes, bytes.length / 2));
        assertRefusedByAll("expected parameters whose outputs stay finite", bytes -> {
            ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = file.capacity() - 4 * 98; at < file.capacity(); at += 4) {
                file.putFloat(at, 3e38f);
            }
            return bytes;
        });
    }

    /** A model that only just fitted would leave no memory for requests. */
    @ParameterizedTest
    @ValueSource(strings = {"serve DIR/large.safetensors", "explore --model DIR/large.safetensors"})
    void aModelTooLargeToServeIsNotRead(String line) throws IOException {
        long memory = Runtime.getRuntime().maxMemory();
        long most = memory / (12 << 20);
        Path file = folder.resolve("large.safetensors");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength((most + 1) << 20);
        }
        assertEquals(
                file + ": expected a model of at most " + most + " MiB with Java's memory of " + memory / (1 << 20)
                        + " MiB, found one of " + (most + 1) + " MiB.\nGive Java more: -Xmx" + 12 * (most + 1)
                        + "m, in JAVA_OPTS for bin/crosscheck or MAVEN_OPTS for mvn.\n",
                ended(1, line).err());
    }
}
