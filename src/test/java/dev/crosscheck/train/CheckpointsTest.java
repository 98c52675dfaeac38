package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.Digest;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.CheckpointInterval.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoint files, whole, damaged and hostile. No ND4J is needed to read them. */
class CheckpointsTest {
    private static final RunIdentity IDENTITY = RunIdentity.now("data/mnist", "cpu, threads 1");
    private static final TrainingConfig CONFIG =
            new TrainingConfig(1, 9, 4, 0.001, 2, null, RateSchedule.CONSTANT, 2, new StopRules(3, null, 60.0));

    @TempDir
    private Path run;

    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void record() throws IOException {
        Files.writeString(run.resolve("run.json"), Json.text(Map.of("id", IDENTITY.id())));
    }

    private static Checkpoint checkpoint(int steps) {
        Evaluation evaluation = new Evaluation(0.25, new int[10][10]);
        List<EpochMetrics> epochs = List.of(new EpochMetrics(1, 0.1, evaluation, evaluation, 2, 3));
        Progress progress =
                new Progress(CONFIG, Map.of("images", "abc"), 2, steps - 5, steps, 0.1 + 0.2, 1.5, 2.5, epochs, 1);
        double[] losses = new double[steps];
        Arrays.setAll(losses, i -> 1.0 / (i + 3));
        return new Checkpoint(progress, losses, state(7, steps, 1), state(7, 5, 1));
    }

    private static NetworkState state(int parameters, int steps, int epochs) {
        float[] values = new float[parameters];
        float[] moments = new float[2 * parameters];
        for (int i = 0; i < moments.length; i++) {
            values[i / 2] = (float) Math.sin(i + steps);
            moments[i] = (float) Math.cos(i + steps);
        }
        return new NetworkState(values, moments, steps, epochs);
    }

    private void save(int... steps) {
        try (Checkpoints checkpoints = Checkpoints.ofNew(new RunFolder(run))) {
            CheckpointSink sink = checkpoints.sink(IDENTITY, null);
            for (int step : steps) {
                sink.save(checkpoint(step));
            }
        }
    }

    private SavedRun newest() {
        try (Checkpoints checkpoints = Checkpoints.ofExisting(run)) {
            return checkpoints.newest(warnings::add);
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            return files.filter(file -> file.toString().endsWith(".zip"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Path last() {
        List<Path> files = files();
        return files.get(files.size() - 1);
    }

    @Test
    void whatIsReadIsWhatWasWritten() {
        save(6);
        SavedRun saved = newest();
        Checkpoint expected = checkpoint(6);
        assertEquals(IDENTITY, saved.run());
        assertEquals(
                Json.text(expected.progress()), Json.text(saved.checkpoint().progress()));
        assertArrayEquals(expected.stepLosses(), saved.checkpoint().stepLosses());
        assertArrayEquals(
                expected.network().parameters(), saved.checkpoint().network().parameters());
        assertArrayEquals(
                expected.network().moments(), saved.checkpoint().network().moments());
        assertArrayEquals(
                expected.best().parameters(), saved.checkpoint().best().parameters());
        assertArrayEquals(expected.best().moments(), saved.checkpoint().best().moments());
        assertEquals(5, saved.checkpoint().best().steps());
        assertEquals(List.of(), warnings);
    }

    @Test
    void theNewestThreeAreKept() {
        save(6, 7, 8, 9, 10);
        assertEquals(3, files().size());
        assertEquals(10, newest().checkpoint().progress().steps());
        assertTrue(files().get(0).getFileName().toString().startsWith("step-000000008-"));
    }

    @Test
    void everyTruncationAndEveryFlippedByteIsNamedAndTheOneBeforeIsUsed() throws IOException {
        save(6, 7);
        Path file = last();
        byte[] whole = Files.readAllBytes(file);
        List<byte[]> damaged = new ArrayList<>();
        for (int at = 0; at < whole.length; at += 13) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            damaged.add(flipped);
            damaged.add(Arrays.copyOf(whole, at));
        }
        for (byte[] bytes : damaged) {
            warnings.clear();
            Files.write(file, bytes);
            assertEquals(6, newest().checkpoint().progress().steps());
            assertEquals(1, warnings.size());
            assertTrue(warnings.get(0).startsWith(file + ": expected SHA-256 "), warnings.get(0));
            Path aside = file.resolveSibling(file.getFileName() + ".damaged");
            assertArrayEquals(bytes, Files.readAllBytes(aside));
            Files.delete(aside);
        }
        Files.write(file, whole);
        assertEquals(7, newest().checkpoint().progress().steps());
    }

    @Test
    void whereAllAreDamagedTheErrorSaysSo() throws IOException {
        save(6, 7);
        for (Path file : files()) {
            Files.writeString(file, "nothing");
        }
        CrosscheckException e = assertThrows(CrosscheckException.class, this::newest);
        assertEquals(
                run.resolve("checkpoints") + ": expected a checkpoint that can be read, found 2 that cannot.",
                e.getMessage());
        assertEquals(2, warnings.size());
    }

    @Test
    void whereThereIsNoneTheErrorSaysSo() {
        save();
        CrosscheckException none = assertThrows(CrosscheckException.class, this::newest);
        assertEquals(run + ": expected a checkpoint to resume from, found none.", none.getMessage());
        Path other = run.resolve("other");
        CrosscheckException missing = assertThrows(CrosscheckException.class, () -> Checkpoints.ofExisting(other));
        assertEquals(other + ": no such folder.", missing.getMessage());
        Path noRun = run.resolve("checkpoints");
        CrosscheckException foreign = assertThrows(CrosscheckException.class, () -> Checkpoints.ofExisting(noRun));
        assertEquals(noRun + ": expected a run with checkpoints, found none.", foreign.getMessage());
    }

    @Test
    void anotherDigestInTheNameIsRefused() throws IOException {
        save(6, 7);
        Path file = last();
        Path first = files().get(0);
        String digest = first.getFileName().toString().substring(15);
        Files.move(file, file.resolveSibling("step-000000007-" + digest));
        assertEquals(6, newest().checkpoint().progress().steps());
        assertEquals(1, warnings.size());
    }

    @Test
    void anotherRunsCheckpointIsRefused() throws IOException {
        save(6, 7);
        Files.writeString(run.resolve("run.json"), Json.text(Map.of("id", "another")));
        assertThrows(CrosscheckException.class, this::newest);
        assertEquals(
                last() + ": expected a checkpoint of run another, found one of run " + IDENTITY.id() + ".",
                warnings.get(0));
        Files.delete(run.resolve("run.json"));
        CrosscheckException e = assertThrows(CrosscheckException.class, this::newest);
        assertTrue(e.getMessage().startsWith(run.resolve("run.json") + ": expected a run's record"), e.getMessage());
    }

    @Test
    void unfinishedFilesAreSweptAndNeverRead() throws IOException {
        save(6);
        Path unfinished = Files.writeString(run.resolve("checkpoints").resolve(".checkpoint.123.tmp"), "half");
        Path other = Files.writeString(run.resolve(".model.zip.77.tmp"), "half");
        Path mine = Files.writeString(run.resolve("mine.tmp"), "keep");
        assertEquals(6, newest().checkpoint().progress().steps());
        assertFalse(Files.exists(unfinished));
        assertFalse(Files.exists(other));
        assertTrue(Files.exists(mine));
    }

    @Test
    void onlyOneMayTrainInAFolder() {
        Checkpoints first = Checkpoints.ofNew(new RunFolder(run));
        try (first) {
            CrosscheckException e = assertThrows(CrosscheckException.class, () -> Checkpoints.ofExisting(run));
            assertEquals(run + ": another process is training in this folder.", e.getMessage());
        }
        Checkpoints.ofExisting(run).close();
    }

    /** Replaces entries of the newest checkpoint, and its name by one with the digest that it has then. */
    private void rewrite(Consumer<Map<String, byte[]>> edit) throws IOException {
        Path file = last();
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        edit.accept(entries);
        Path forged = run.resolve("forged");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(forged))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        Files.delete(file);
        Files.move(
                forged,
                file.resolveSibling(String.format(Locale.ROOT, "step-000000007-%s.zip", Digest.sha256(forged))));
    }

    private void refused(String part) {
        assertEquals(6, newest().checkpoint().progress().steps());
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains(part), warnings.get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "progress.json, 100000000, 'at most 67108864 bytes in progress.json, found more'",
        "step-losses.f64, 100000000, 'at most 56 bytes in step-losses.f64, found more'",
        "parameters.f32, 100000000, 'at most 28 bytes in parameters.f32, found more'",
        "best-adam-moments.f32, 55, '56 bytes in best-adam-moments.f32, found 55'",
        "notes.txt, 1, 'no other entries'"
    })
    void sizesThatAreNotAsTheyMustBeAreRefusedBeforeTheyFillMemory(String entry, int size, String part)
            throws IOException {
        save(6, 7);
        rewrite(entries -> entries.put(entry, new byte[size]));
        refused(part);
    }

    @Test
    void serialisedObjectsAreOnlyBytes() throws IOException {
        save(6, 7);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new Tripwire());
        }
        rewrite(entries -> {
            entries.put("preprocessor.bin", bytes.toByteArray());
            entries.put("parameters.f32", Arrays.copyOf(bytes.toByteArray(), 28));
        });
        assertEquals(6, newest().checkpoint().progress().steps());
        assertFalse(Tripwire.read);
    }

    /** Tells when it is deserialised. */
    private static final class Tripwire implements Serializable {
        private static final long serialVersionUID = 1L;
        private static boolean read;

        private void readObject(ObjectInputStream in) {
            read = true;
        }
    }

    @Test
    void numbersThatAreNoneAreRefused() throws IOException {
        save(6, 7);
        rewrite(entries -> {
            byte[] bytes = entries.get("adam-moments.f32");
            Arrays.fill(bytes, 8, 12, (byte) 0xff);
        });
        refused("expected finite numbers in adam-moments.f32, found NaN.");
    }

    @ParameterizedTest
    @CsvSource({
        "/format, 2, 'expected format 1, found format 2'",
        "/parameters, -1, 'arrays of at most 1 GiB'",
        "/parameters, 2000000000, 'arrays of at most 1 GiB'",
        "/progress/steps, 2000000000, 'arrays of at most 1 GiB'",
        "/progress/epoch, 3, 'the epochs cannot be'",
        "/progress/bestEpoch, 2, 'the best epoch cannot be'",
        "/progress/batch, -1, 'the position cannot be'",
        "/progress/config/hidden, 0, 'the configuration cannot be'",
        "/progress/config/learningRate, -1, 'the learning rate cannot be'",
        "/progress/config/schedule, null, 'the schedule cannot be'",
        "/progress/epochs/0/test, null, 'epoch 1 cannot be'",
        "/progress/epochs/0/validation/confusion/3, null, 'epoch 1 cannot be'",
        "/progress/surprise, 1, 'cannot be read'",
        "/progress, null, 'cannot be read'",
        "/run, null, 'cannot be read'"
    })
    void aHistoryThatCannotBeIsRefused(String pointer, String value, String part) throws IOException {
        save(6, 7);
        ObjectMapper mapper = new ObjectMapper();
        rewrite(entries -> {
            try {
                ObjectNode root = (ObjectNode) mapper.readTree(entries.get("progress.json"));
                int slash = pointer.lastIndexOf('/');
                String name = pointer.substring(slash + 1);
                var parent = root.at(pointer.substring(0, slash));
                if (parent instanceof ObjectNode object) {
                    object.set(name, mapper.readTree(value));
                } else {
                    ((ArrayNode) parent).set(Integer.parseInt(name), mapper.readTree(value));
                }
                entries.put("progress.json", mapper.writeValueAsBytes(root));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        refused(part);
    }

    @ParameterizedTest
    @CsvSource({
        "2, EPOCHS, 2, 7, true, true",
        "2, EPOCHS, 3, 7, true, false",
        "2, EPOCHS, 2, 8, false, false",
        "5, STEPS, 0, 10, false, true",
        "5, STEPS, 1, 11, false, false",
        "5, STEPS, 1, 15, true, true"
    })
    void intervalsCount(int count, Unit unit, int epochs, int steps, boolean ended, boolean due) {
        assertEquals(due, new CheckpointInterval(count, unit).isDue(epochs, steps, ended));
    }
}
