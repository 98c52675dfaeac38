package dev.crosscheck.train.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.Soak;
import dev.crosscheck.data.tensors.SafeTensors;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.train.Checkpoint;
import dev.crosscheck.train.CheckpointInterval;
import dev.crosscheck.train.CheckpointInterval.Unit;
import dev.crosscheck.train.EpochMetrics;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.Progress;
import dev.crosscheck.train.RunIdentity;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.record.RunRecord;
import dev.crosscheck.train.record.RunRecords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoint files, whole and damaged; those that are made to do harm are {@link CheckpointBytesIT}'s. No ND4J is needed to write or read them. */
class CheckpointsTest {
    private static final RunIdentity IDENTITY = RunIdentity.now("data/mnist", "cpu, threads 1");
    /** A network of ten parameters. */
    private static final TrainingConfig CONFIG = TrainingConfig.of(
                    Setups.digits(1, 9, 4, 0.001, 2).of(1, 2))
            .with(draft -> {
                draft.validation = 2;
                draft.stop = new StopRules(3, 60.0);
            });

    @TempDir
    private Path run;

    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void record() throws IOException {
        Files.writeString(run.resolve("run.json"), Json.text(RunRecords.of(IDENTITY.id(), RunRecord.Status.RUNNING)));
    }

    private static Checkpoint checkpoint(int steps) {
        Evaluation evaluation = new Evaluation(0.25, new int[10][10]);
        List<EpochMetrics> epochs = List.of(new EpochMetrics(1, 0.1, evaluation, evaluation, 2, 3, "ab".repeat(32)));
        Progress progress = new Progress(
                CONFIG, Map.of("images", "ab".repeat(32)), 2, steps - 5, steps, 0.1 + 0.2, 1.5, 2.5, epochs, 1);
        double[] losses = new double[steps];
        Arrays.setAll(losses, i -> 1.0 / (i + 3));
        return new Checkpoint(progress, losses, state(10, 2, steps, 1), state(10, 2, 5, 1));
    }

    /** A network after some steps, of so many parameters and for each of them so many moments. */
    private static NetworkState state(int parameters, int each, int steps, int epochs) {
        float[] values = new float[parameters];
        float[] moments = new float[each * parameters];
        for (int i = 0; i < parameters; i++) {
            values[i] = (float) Math.sin(2 * i + 1 + steps);
        }
        for (int i = 0; i < moments.length; i++) {
            moments[i] = (float) Math.cos(i + steps);
        }
        return new NetworkState(values, moments, steps, epochs);
    }

    private void save(int... steps) {
        try (Checkpoints checkpoints = Checkpoints.ofNew(new RunFolder(run))) {
            for (int step : steps) {
                checkpoints.save(IDENTITY, checkpoint(step));
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
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SafeTensors open(byte[] file) throws IOException {
        return SafeTensors.open(new SeekableInMemoryByteChannel(file), SafeTensors.LONGEST_HEADER);
    }

    private Path last() {
        List<Path> files = files();
        return files.get(files.size() - 1);
    }

    /** What is compared with is the other way to PyTorch's layout, by matrices. */
    @ParameterizedTest
    @EnumSource
    void arraysHavePyTorchsNamesAndLayoutAndComeBack(OptimizerSpec.Kind kind) throws IOException {
        Network network = Network.of(3, List.of(2), 4, Elementwise.RELU, Elementwise.IDENTITY);
        Checkpoint like = checkpoint(6);
        Checkpoint saved = new Checkpoint(
                like.with(CONFIG.with(draft -> {
                            draft.network = NetworkSpec.digits(2).of(3, 4);
                            draft.optimizer = kind.byDefault();
                        }))
                        .progress(),
                like.stepLosses(),
                state(20, kind.state(), 6, 1),
                state(20, kind.state(), 5, 1));
        try (Checkpoints checkpoints = Checkpoints.ofNew(new RunFolder(run))) {
            checkpoints.save(IDENTITY, saved);
        }
        SavedRun found = newest();
        assertEquals(IDENTITY, found.run());
        assertEquals(List.of(), warnings);
        Checkpoint read = found.checkpoint();
        assertEquals(Json.text(saved.progress()), Json.text(read.progress()));
        assertArrayEquals(saved.stepLosses(), read.stepLosses());
        assertState(saved.network(), read.network());
        assertState(saved.best(), read.best());
        List<String> moments = switch (kind) {
            case SGD -> List.of();
            case MOMENTUM -> List.of("momentum.");
            case ADAM, ADAMW -> List.of("adam.m.", "adam.v.");
        };
        SafeTensors file = open(Files.readAllBytes(last()));
        assertEquals(1 + 2 * 4 * (1 + moments.size()), file.shapes().size());
        for (String prefix : List.of("", "best.")) {
            NetworkState state = prefix.isEmpty() ? saved.network() : saved.best();
            assertLayout(file, prefix, state.parameters(), network);
            for (int i = 0; i < moments.size(); i++) {
                float[] moment = Arrays.copyOfRange(state.moments(), 20 * i, 20 * (i + 1));
                assertLayout(file, prefix + moments.get(i), moment, network);
            }
        }
    }

    private static void assertState(NetworkState expected, NetworkState found) {
        assertArrayEquals(expected.parameters(), found.parameters());
        assertArrayEquals(expected.moments(), found.moments());
        assertEquals(expected.steps(), found.steps());
    }

    private static void assertLayout(SafeTensors file, String prefix, float[] values, Network network)
            throws IOException {
        Map<String, Matrix> arrays = network.named(new NetworkState(values, new float[0], 0, 0).parameters(network));
        for (Map.Entry<String, Matrix> array : arrays.entrySet()) {
            String name = prefix + array.getKey();
            assertEquals(network.shapes().get(array.getKey()), file.shapes().get(name), name);
            float[] found = file.floats(List.of(name));
            double[] expected = array.getValue().data();
            assertEquals(expected.length, found.length, name);
            for (int i = 0; i < found.length; i++) {
                assertEquals(expected[i], found[i], name);
            }
        }
    }

    @Test
    void theNewestThreeAreKept() {
        save(6, 7, 8, 9, 10);
        assertEquals(3, files().size());
        assertEquals(10, newest().checkpoint().progress().steps());
        assertTrue(files().get(0).getFileName().toString().startsWith("step-000000008-"));
    }

    @Test
    void aTruncatedOrAlteredCheckpointIsNamedAndTheOneBeforeIsUsed() throws IOException {
        save(6, 7);
        Path file = last();
        byte[] whole = Files.readAllBytes(file);
        List<byte[]> damaged = new ArrayList<>();
        for (int at = 0; at < whole.length; at += Soak.times(97, 13)) {
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
    void whereThereIsNoneTheErrorSaysSo() throws IOException {
        save();
        refused(run, "expected a checkpoint to resume from, found none.", this::newest);
        Path other = run.resolve("other");
        refused(other, "expected the folder of a run, found nothing there.", () -> Checkpoints.ofExisting(other));
        Path folder = run.resolve("checkpoints");
        refused(folder, "expected a run with checkpoints, found none.", () -> Checkpoints.ofExisting(folder));
        save(6, 7);
        for (Path file : files()) {
            Files.writeString(file, "nothing");
        }
        refused(folder, "expected a checkpoint that can be read, found 2 that cannot.", this::newest);
        assertEquals(2, warnings.size());
    }

    private static void refused(Path named, String message, Executable reads) {
        CrosscheckException e = assertThrows(CrosscheckException.class, reads);
        assertEquals(named + ": " + message, e.getMessage());
    }

    @Test
    void anotherRunsCheckpointIsRefused() throws IOException {
        save(6, 7);
        Files.writeString(run.resolve("run.json"), Json.text(RunRecords.of("another", RunRecord.Status.RUNNING)));
        assertThrows(CrosscheckException.class, this::newest);
        assertEquals(
                last() + ": expected a checkpoint of run another, found one of run " + IDENTITY.id() + ".",
                warnings.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[1]", "\u0000\u0000\u0000"})
    void aDamagedRecordIsNamedAndTheCheckpointsSayWhichRunItIs(String damaged) throws IOException {
        save(6, 7);
        Path record = Files.writeString(run.resolve("run.json"), damaged);
        SavedRun saved = newest();
        assertEquals(IDENTITY, saved.run());
        assertEquals(7, saved.checkpoint().progress().steps());
        assertEquals(
                List.of(record + ": expected the run's record, found none that can be read;"
                        + " the run continues from its checkpoints."),
                warnings);
    }

    @Test
    void unfinishedFilesAreSweptAndNeverRead() throws IOException {
        save(6);
        Path unfinished =
                Files.writeString(run.resolve("checkpoints").resolve(".checkpoint.0123456789abcdef.tmp"), "half");
        Path other = Files.writeString(run.resolve(".model.safetensors.fedcba9876543210.tmp"), "half");
        Path mine = Files.writeString(run.resolve("mine.tmp"), "keep");
        assertEquals(6, newest().checkpoint().progress().steps());
        assertFalse(Files.exists(unfinished));
        assertFalse(Files.exists(other));
        assertTrue(Files.exists(mine));
    }

    @Test
    void readingLeavesARunsFolderAsItIs() throws IOException {
        save(6, 7, 8);
        Path damaged = Files.writeString(files().get(1), "nothing");
        List<Path> before = files();
        assertEquals(List.of(8, 6), steps(Checkpoints.kept(run, warnings::add)));
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).startsWith(damaged + ": expected SHA-256 "), warnings.get(0));
        assertEquals(before, files());
        Files.delete(run.resolve("run.json"));
        assertEquals(List.of(), Checkpoints.kept(run, warnings::add), "no run's folder");
    }

    private static List<Integer> steps(List<Checkpoint> checkpoints) {
        return checkpoints.stream().map(found -> found.progress().steps()).toList();
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

    @Test
    void whatFailsIsReportedAndToResumeIsAdvisedOnlyWhereThatIsPossible() throws IOException {
        try (Checkpoints open = Checkpoints.ofNew(new RunFolder(run))) {
            Files.delete(run.resolve("checkpoints"));
            assertAdvice(false, () -> open.save(IDENTITY, checkpoint(7)));
        }
        save(7);
        Path inTheWay = last(); // a folder of the name that the next one gets
        Files.delete(inTheWay);
        Files.createDirectories(inTheWay.resolve("more"));
        assertAdvice(true, () -> save(7));
        assertEquals(List.of(inTheWay), files(), "nothing unfinished is left");
    }

    private static void assertAdvice(boolean resume, Executable saves) {
        CrosscheckException failure = assertThrows(CrosscheckException.class, saves);
        assertTrue(failure.getMessage().contains("a checkpoint cannot be written"), failure.getMessage());
        assertEquals(resume, failure.remedy().contains("--resume"), failure.remedy());
    }
}
