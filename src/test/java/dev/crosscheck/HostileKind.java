package dev.crosscheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The table of what comes from outside: who reads it, how often {@link HostileSearchIT} changes it in every build, and what memory reading may allocate,
 * garbage included. The seeds of a search, of ours and of Jazzer's, are the kept files.
 */
public enum HostileKind {
    MODEL("model.ModelBytesIT", 600, 1 << 20, 16, 20),
    TENSORS("data.DataBytesIT", 600, 1 << 20, 4, 30),
    CHECKPOINT("train.checkpoint.CheckpointBytesIT", 1000, 1 << 20, 8, 80),
    RECORD("using.export.RecordBytesIT", 1500, 1 << 20, 2, 20),
    PLAN("sweep.FolderBytesIT", 3000, 1 << 20, 4, 60),
    SETUP("nn.SetupBytesIT", 600, 1 << 16, 4, 60),
    PREPROCESSING("data.table.TableBytesIT", 800, 1 << 20, 6, 60),
    CSV("data.table.TableBytesIT", 400, 1 << 14, 384, 40),
    IDX("data.DataBytesIT", 800, 1 << 20, 33, 34),
    NPZ("data.DataBytesIT", 1000, 1 << 20, 8, 10_000),
    RECORDING("proof.judge.RecordingBytesIT", 800, 1 << 20, 8, 10_000),
    ANSWER("proof.judge.RecordingBytesIT", 600, 1 << 16, 4, 1000),
    PNG("data.DataBytesIT", 1000, 1 << 20, 112, 2),
    JPEG("data.DataBytesIT", 800, 1 << 20, 112, 2),
    DRAWING("using.serve.ServeBytesIT", 800, 1 << 20, 4, 80),
    ROWS("using.serve.ServeBytesIT", 800, 1 << 20, 10, 800),
    HTTP("using.serve.ServeBytesIT", 800, 1 << 20, 2, 8);

    private static final Path RESOURCES = Path.of("src", "test", "resources");

    private final String test;
    private final int changes;
    private final int longest;
    private final int mebibytes;
    private final int times;

    /**
     * @param test whose {@code @FuzzTest} of the constant's name reads it
     * @param changes in every build
     * @param longest that changed files are, about, in bytes
     * @param mebibytes that reading allocates at most, however short the file is
     * @param times so many bytes more for each byte of the file
     */
    HostileKind(String test, int changes, int longest, int mebibytes, int times) {
        this.test = "dev.crosscheck." + test;
        this.changes = changes;
        this.longest = longest;
        this.mebibytes = mebibytes;
        this.times = times;
    }

    String test() {
        return test;
    }

    /** @return the name of the method that reads, and of the folder with the kept files */
    String reader() {
        return name().toLowerCase(Locale.ROOT);
    }

    int changes() {
        return changes;
    }

    int longest() {
        return longest;
    }

    /** @return bytes that reading a file of this length may allocate */
    long mostAllocated(int length) {
        long least = (long) mebibytes << 20;
        return Math.min(Math.max(HostileBytes.MOST_BYTES, least), least + (long) times * length);
    }

    /** @return where files are kept, those of a reader in a folder of its name */
    static Path inputs(String test) {
        return RESOURCES.resolve(test.replace('.', '/') + "Inputs");
    }

    /** @return where the answers to the kept files are recorded */
    static Path answers(String test) {
        return RESOURCES.resolve(test.replace('.', '/') + ".txt");
    }

    /** @return the kept files that are read, not refused */
    List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (String line : Files.readAllLines(answers(test))) {
            if (line.startsWith(reader() + "/") && line.endsWith(": read")) {
                seeds.add(
                        Files.readAllBytes(inputs(test).resolve(line.substring(0, line.length() - ": read".length()))));
            }
        }
        return seeds;
    }
}
