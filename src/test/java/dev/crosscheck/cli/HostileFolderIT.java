package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.files.Digest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of runs and sweeps that somebody else has made, to have files elsewhere written, and a model too large to serve. */
class HostileFolderIT extends CommandLines {
    private static final String PRECIOUS = "the user's own\n";
    private static final String UNFINISHED =
            ".run.json." + ProcessHandle.current().pid() + ".tmp";

    private Path canary;
    private Path elsewhere;

    @BeforeEach
    void makeCanaries() throws IOException {
        ImageIO.write(
                new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY),
                "png",
                folder.resolve("blank.png").toFile());
        canary = Files.writeString(folder.resolve("canary"), PRECIOUS);
        elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("step-000000001-" + "a".repeat(64) + ".safetensors"), PRECIOUS);
    }

    /** A run that was killed after an epoch. */
    private Path killed() throws IOException {
        Path run = RunFolders.DIGITS.copy(folder);
        Path record = run.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"COMPLETED\"", "\"RUNNING\""));
        return run;
    }

    private Path halfSweep() throws IOException {
        Path sweep = RunFolders.SWEEP.copy(folder);
        new RunFiles(sweep.resolve("trials/setting1-seed1")).delete();
        return sweep;
    }

    /** All commands that only look, with a port that is taken, so that servers end once they have read the folder. */
    private static List<String> looks(ServerSocket taken) {
        return List.of(
                "predict DIR/digits DIR/blank.png",
                "evaluate DIR/digits --data {runs}/mnist --out DIR/evaluated",
                "export DIR/digits --format safetensors --data {runs}/mnist --out DIR/exported",
                "serve DIR/digits --port " + taken.getLocalPort(),
                "explore --model DIR/digits --port " + taken.getLocalPort(),
                "inspect DIR/digits",
                "verify DIR/digits --data {runs}/mnist",
                "compare DIR/digits DIR/digits");
    }

    private static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /** Names, times and contents of all that is in a folder. */
    private static Map<String, String> snapshot(Path folder) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                String content = Files.isSymbolicLink(file) ? "to " + Files.readSymbolicLink(file) : "";
                content += Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? Digest.sha256(file) : "";
                found.put(file + "", Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS) + " " + content);
            }
        }
        return found;
    }

    private void assertUntouched() throws IOException {
        assertEquals(PRECIOUS, Files.readString(canary));
        try (Stream<Path> files = Files.list(elsewhere)) {
            assertEquals(1, files.count(), "something was written to, or deleted in, a folder elsewhere");
        }
    }

    @Test
    void lookingWritesNothingAndSaysThatTheRunWasKilled() throws IOException {
        Path run = killed();
        Files.delete(run.resolve(".lock"));
        Files.writeString(
                new RunFiles(run).checkpoints().stream().max(Path::compareTo).orElseThrow(), "damaged");
        Map<String, String> before = snapshot(run);
        try (ServerSocket taken = taken()) {
            for (String look : looks(taken)) {
                String said = run(look).err();
                String killed = run + ": the run stopped without notice; its last sign of life was at ";
                assertTrue(said.startsWith(killed), look + "\n" + said);
                assertEquals(before, snapshot(run), look);
            }
        }
        assertEquals("RUNNING", new RunFiles(run).status());
        ok("train -q --resume " + run);
        assertEquals("COMPLETED", new RunFiles(run).status());
    }

    private static void plant(Path link, Path target) throws IOException {
        if (Files.exists(link)) {
            new RunFiles(link).delete();
        }
        Files.createSymbolicLink(link, target);
    }

    private void assertRefused(Path link, Path at, String command) throws IOException {
        Map<String, String> before = snapshot(at);
        Cli result = ended(1, command);
        String refusal = link + ": expected a file or a folder, found a symbolic link.";
        assertEquals(refusal, result.err().lines().findFirst().orElse(""), command);
        assertEquals(2, result.err().lines().count(), result.err());
        assertEquals(before, snapshot(at), command);
        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run.json",
                ".lock",
                "checkpoints",
                "checkpoints/.checkpoint.0123456789abcdef.tmp",
                "anything"
            })
    void everyCommandRefusesARunWithALink(String name) throws IOException {
        Path run = killed();
        Path link = run.resolve(name.isEmpty() ? UNFINISHED : name);
        plant(link, name.equals("checkpoints") ? elsewhere : canary);
        assertRefused(link, run, "train --resume DIR/digits");
        try (ServerSocket taken = taken()) {
            for (String look : looks(taken)) {
                assertRefused(link, run, look);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sweep.json", ".lock", "trials/setting2-seed2/run.json", "trials/setting2-seed2/checkpoints"})
    void everyCommandRefusesASweepWithALink(String name) throws IOException {
        Path link = halfSweep().resolve(name);
        plant(link, name.endsWith("checkpoints") ? elsewhere : canary);
        assertRefused(link, folder.resolve("sweep"), "sweep --resume DIR/sweep --jobs 1");
        assertRefused(link, folder.resolve("sweep"), "compare DIR/sweep");
    }

    /** What is replaced by renaming loses its second name; what is added to must have none. */
    @Test
    void aLogWithAnotherNameIsNotAddedTo() throws IOException {
        for (Path at : List.of(killed(), halfSweep())) {
            Files.deleteIfExists(at.resolve("log.txt"));
            Files.createLink(at.resolve("log.txt"), canary);
            Cli result = ended(1, (at.endsWith("sweep") ? "sweep" : "train") + " --resume " + at);
            String refusal = "log.txt: expected a file with one name, since it is written to, found a hard link.";
            assertTrue(result.err().contains(refusal), result.err());
            assertUntouched();
        }
    }

    @Test
    void aPipeIsRefusedAndNobodyWaitsForIt() throws IOException, InterruptedException {
        Path pipe = killed().resolve("model.safetensors");
        Files.delete(pipe);
        assumeTrue(!System.getProperty("os.name").startsWith("Windows"), "there are no pipes in folders");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        refused(1, pipe + ": expected a file or a folder, found a device or a pipe.", "predict DIR/digits none.png");
    }

    /** The folder itself may be reached through a link, and a model that is in no run may lie beside links. */
    @Test
    void linksThatHarmNobodyAreFollowed() throws IOException {
        Path run = killed();
        Path linked = Files.createSymbolicLink(folder.resolve("latest"), run);
        ok("inspect " + linked);
        ok("train -q --resume " + linked);
        assertEquals("COMPLETED", new RunFiles(run).status());
        Path model = Files.move(run.resolve("model.safetensors"), elsewhere.resolve("model.safetensors"));
        Files.createSymbolicLink(elsewhere.resolve("anything"), canary);
        ok("inspect " + model);
        assertFalse(Files.exists(elsewhere.resolve(".lock")));
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
        String refusal = "DIR/large.safetensors: expected a model of at most " + most + " MiB with Java's memory of "
                + memory / (1 << 20) + " MiB, found one of " + (most + 1) + " MiB.\n";
        refused(1, refusal, line);
    }
}
