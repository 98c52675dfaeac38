package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.Digest;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of runs and sweeps that somebody else has made, to have files elsewhere written. */
class HostileFolderIT extends CommandLines {
    private static final String PRECIOUS = "the user's own\n";
    private static final String UNFINISHED =
            ".run.json." + ProcessHandle.current().pid() + ".tmp";

    private static Path sweep;

    private Path canary;
    private Path elsewhere;

    /** A sweep that is half done. */
    @BeforeAll
    static void makeSweep(@TempDir Path made) throws IOException {
        sweep = RunFolders.SWEEP.copy(made);
        try (Stream<Path> trials = Files.list(sweep.resolve("trials"))) {
            new RunFiles(trials.sorted().findFirst().orElseThrow()).delete();
        }
    }

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

    private Path copy(String name) throws IOException {
        if (name.equals("sweep")) {
            return new RunFiles(sweep).copyTo(folder.resolve("sweep")).folder();
        }
        // A run that was killed after an epoch.
        Path run = RunFolders.DIGITS.copy(folder);
        Path record = run.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"COMPLETED\"", "\"RUNNING\""));
        return run;
    }

    /** All commands that only look, with a port that is taken, so that servers end once they have read the folder. */
    private List<List<String>> looks(Path run, ServerSocket taken) throws IOException {
        String it = run.toString();
        String port = Integer.toString(taken.getLocalPort());
        return List.of(
                List.of("predict", it, folder.resolve("blank.png").toString()),
                List.of("evaluate", it, "--data", RunFolders.mnist().toString(), "--out", out()),
                List.of(
                        "export",
                        it,
                        "--format",
                        "safetensors",
                        "--data",
                        RunFolders.mnist().toString(),
                        "--out",
                        out()),
                List.of("serve", it, "--port", port),
                List.of("explore", "--model", it, "--port", port),
                List.of("inspect", it),
                List.of("compare", it, it));
    }

    private String out() throws IOException {
        return Files.createTempDirectory(folder, "out").toString();
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
        Path run = copy("run");
        Files.delete(run.resolve(".lock"));
        try (Stream<Path> checkpoints = Files.list(run.resolve("checkpoints"))) {
            Files.writeString(checkpoints.max(Path::compareTo).orElseThrow(), "damaged");
        }
        Map<String, String> before = snapshot(run);
        try (ServerSocket taken = taken()) {
            for (List<String> look : looks(run, taken)) {
                Cli result = Cli.run(look.toArray(String[]::new));
                assertTrue(
                        result.err()
                                .startsWith(run + ": the run stopped without notice; its last sign of life was at "),
                        look + "\n" + result.err());
                assertEquals(before, snapshot(run), look::toString);
            }
        }
        assertEquals("RUNNING", status(run));
        ok("train -q --resume " + run);
        assertEquals("COMPLETED", status(run));
    }

    private static String status(Path run) throws IOException {
        return Files.readString(run.resolve("run.json")).replaceAll("(?s).*?\"status\" : \"(\\w+)\".*", "$1");
    }

    private static void plant(Path link, Path target) throws IOException {
        if (Files.exists(link)) {
            new RunFiles(link).delete();
        }
        Files.createSymbolicLink(link, target);
    }

    private void assertRefused(Path link, Path at, List<String> command) throws IOException {
        Map<String, String> before = snapshot(at);
        Cli result = Cli.run(command.toArray(String[]::new));
        assertEquals(1, result.code(), command::toString);
        assertEquals(
                link + ": expected a file or a folder, found a symbolic link.",
                result.err().lines().findFirst().orElse(""),
                command::toString);
        assertEquals(2, result.err().lines().count(), result.err());
        assertEquals(before, snapshot(at), command::toString);
        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run.json",
                "model.safetensors",
                ".lock",
                "checkpoints",
                "checkpoints/.checkpoint.0123456789abcdef.tmp",
                "anything"
            })
    void everyCommandRefusesARunWithALink(String name) throws IOException {
        Path run = copy("run");
        Path link = run.resolve(name.isEmpty() ? UNFINISHED : name);
        plant(link, name.equals("checkpoints") ? elsewhere : canary);
        try (ServerSocket taken = taken()) {
            List<List<String>> commands = new ArrayList<>(looks(run, taken));
            commands.add(List.of("train", "--resume", run.toString()));
            for (List<String> command : commands) {
                assertRefused(link, run, command);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sweep.json", "summary.json", ".lock", "trials/setting/run.json", "trials/setting/checkpoints"})
    void everyCommandRefusesASweepWithALink(String name) throws IOException {
        Path sweep = copy("sweep");
        try (Stream<Path> trials = Files.list(sweep.resolve("trials"))) {
            String trial = trials.findFirst().orElseThrow().getFileName().toString();
            Path link = sweep.resolve(name.replace("setting", trial));
            plant(link, name.endsWith("checkpoints") ? elsewhere : canary);
            assertRefused(link, sweep, List.of("sweep", "--resume", sweep.toString(), "--jobs", "1"));
            assertRefused(link, sweep, List.of("compare", sweep.toString()));
        }
    }

    /** What is replaced by renaming loses its second name; what is added to must have none. */
    @Test
    void aLogWithAnotherNameIsNotAddedTo() throws IOException {
        for (String log : List.of("digits/log.txt", "sweep/log.txt")) {
            Path file = copy(log.substring(0, log.indexOf('/'))).resolveSibling(log);
            Files.deleteIfExists(file);
            Files.createLink(file, canary);
            Cli result = log.startsWith("digits")
                    ? Cli.run("train", "--resume", file.getParent().toString())
                    : Cli.run("sweep", "--resume", file.getParent().toString(), "--jobs", "1");
            assertEquals(1, result.code(), log);
            assertTrue(
                    result.err()
                            .contains(file.getFileName()
                                    + ": expected a file with one name, since it is written to, found a hard link."),
                    result.err());
            assertUntouched();
            new RunFiles(file.getParent()).delete();
        }
    }

    @Test
    void aPipeIsRefusedAndNobodyWaitsForIt() throws IOException, InterruptedException {
        Path run = copy("run");
        Path pipe = run.resolve("model.safetensors");
        Files.delete(pipe);
        assumeTrue(!System.getProperty("os.name").startsWith("Windows"), "there are no pipes in folders");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Cli result = Cli.run("predict", run.toString(), "none.png");
        assertEquals(1, result.code());
        assertTrue(result.err().startsWith(pipe + ": expected a file or a folder, found neither."), result.err());
    }

    @Test
    void theFolderItselfMayBeReachedThroughALink() throws IOException {
        Path runs = Files.createSymbolicLink(folder.resolve("runs"), Files.createDirectory(folder.resolve("disk")));
        Path run = copy("run");
        Path linked = Files.createSymbolicLink(runs.resolve("latest"), run);
        ok("inspect " + linked);
        ok("train -q --resume " + linked);
        assertEquals("COMPLETED", status(run));
    }

    @Test
    void aModelOutsideOfARunMayLieBesideLinks() throws IOException {
        Path downloads = Files.createDirectory(folder.resolve("downloads"));
        Files.copy(RunFolders.DIGITS.folder().resolve("model.safetensors"), downloads.resolve("model.safetensors"));
        Files.createSymbolicLink(downloads.resolve("anything"), canary);
        ok("inspect " + downloads.resolve("model.safetensors"));
        assertFalse(Files.exists(downloads.resolve(".lock")));
    }
}
