package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.model.Model;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that the user names for a result, and that are links, pipes or devices. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "names and numbers of devices are Linux's")
class NamedFilesIT extends CommandLines {
    private static final String OLD = "what was there before\n";

    private Path target;
    private Path named;

    @BeforeEach
    void writeFiles() throws IOException {
        List<String> rows = Files.readAllLines(Path.of(PENGUINS));
        Files.write(folder.resolve("rows.csv"), rows.subList(0, 4));
        target = Files.writeString(
                Files.createDirectory(folder.resolve("target")).resolve("result"), OLD);
        named = folder.resolve("named");
    }

    /** Every option that names a file for a result. */
    private static List<String> results() {
        return List.of(
                "inspect {runs}/digits --json NAMED",
                "predict {runs}/numbers DIR/rows.csv --out NAMED",
                "explore --data data/mnist --save NAMED");
    }

    private String to(String line) {
        return line.replace("NAMED", named.toString());
    }

    private static void assertRefused(String message, Cli result) {
        assertEquals(1, result.code(), result.err());
        assertEquals(message, result.err().lines().findFirst().orElse(""));
        assertEquals(2, result.err().lines().count(), result.err());
    }

    @ParameterizedTest
    @MethodSource("results")
    void aLinkIsFollowed(String line) throws IOException {
        Files.createSymbolicLink(named, Path.of("target", "result"));
        Cli result = run(to(line));
        assertEquals(0, result.code(), result.err());
        assertTrue(Files.isSymbolicLink(named), "the link was replaced");
        assertNotEquals(OLD, Files.readString(target, StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @MethodSource("results")
    void aPipeIsWrittenTo(String line) throws IOException, InterruptedException, ExecutionException {
        assertEquals(0, new ProcessBuilder("mkfifo", named.toString()).start().waitFor());
        FutureTask<byte[]> reader = new FutureTask<>(() -> Files.readAllBytes(named));
        Thread thread = new Thread(reader, "reader");
        thread.setDaemon(true);
        thread.start();
        Cli result = run(to(line));
        assertEquals(0, result.code(), result.err());
        assertTrue(attributes().isOther(), "the pipe was replaced");
        assertTrue(reader.get().length > OLD.length());
    }

    private BasicFileAttributes attributes() throws IOException {
        return Files.readAttributes(named, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void aLinkToNothingIsFollowedOverAnotherLink() throws IOException {
        Files.delete(target);
        Path other = Files.createSymbolicLink(target.resolveSibling("other"), Path.of("result"));
        Files.createSymbolicLink(named, other);
        assertEquals(0, run(to("inspect -q {runs}/digits --json NAMED")).code());
        assertTrue(Files.isSymbolicLink(named) && Files.isSymbolicLink(other), "a link was replaced");
        assertTrue(Files.readString(target).startsWith("{"));
    }

    /** A result that fails half-way leaves the link's target as it was. */
    @Test
    void theTargetOfALinkIsReplacedAsAWhole() throws IOException {
        Files.createSymbolicLink(named, target);
        String rows = Files.readString(Path.of(PENGUINS));
        write("rows.csv", rows + rows.substring(rows.indexOf('\n') + 1).repeat(30) + "one,cell\n");
        assertEquals(
                1, run(to("predict {runs}/numbers DIR/rows.csv --out NAMED")).code());
        assertEquals(OLD, Files.readString(target));
        try (Stream<Path> files = Files.list(target.getParent())) {
            assertEquals(List.of(target), files.toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"named", "none/result"})
    void aLinkInACircleOrIntoNoFolderIsRefused(String to) throws IOException {
        Files.createSymbolicLink(named, Path.of(to));
        Cli early = ended(2, to("inspect {runs}/digits --json NAMED"));
        String expected = "--json " + named + ": expected a file in a folder that can be written to.";
        assertTrue(early.err().startsWith(expected), early.err());
        Cli late = ended(1, to("predict {runs}/numbers DIR/rows.csv --out NAMED"));
        assertTrue(late.err().startsWith(named + ": cannot be written: "), late.err());
        assertEquals(Path.of(to), Files.readSymbolicLink(named));
    }

    @Test
    void aLinkToTheTableItselfIsRefused() throws IOException {
        Files.createSymbolicLink(named, Path.of("rows.csv"));
        String before = Files.readString(folder.resolve("rows.csv"));
        assertRefused(
                named + ": the answers would replace the table.",
                run(to("predict {runs}/numbers DIR/rows.csv --out NAMED")));
        assertEquals(before, Files.readString(folder.resolve("rows.csv")));
    }

    /** Somebody else may have put the link there. */
    @ParameterizedTest
    @ValueSource(strings = {"run.json", "sweep.json", "checkpoints", Model.FILE})
    void aLinkInTheFolderOfARunIsNotFollowed(String sign) throws IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.writeString(run.resolve(sign), "");
        named = Files.createSymbolicLink(run.resolve("result"), target);
        assertRefused(
                named + ": expected a file or a folder, found a symbolic link.",
                run(to("predict {runs}/numbers DIR/rows.csv --out NAMED")));
        assertEquals(OLD, Files.readString(target));
    }

    /** The device is one of the test's own: the machine's would be lost to a program that replaced it. */
    @ParameterizedTest
    @CsvSource({"7, 1", "3, 0"})
    void aDeviceIsWrittenTo(String minor, int code) throws IOException, InterruptedException {
        assumeTrue(
                new ProcessBuilder("mknod", named.toString(), "c", "1", minor)
                                .start()
                                .waitFor()
                        == 0,
                "only the administrator may make devices");
        assumeTrue(Files.isWritable(named), "devices do not work here");
        for (String line : results().subList(0, 3)) {
            Cli result = run(to(line));
            assertTrue(attributes().isOther(), "the device was replaced");
            if (code == 0) {
                assertEquals(0, result.code(), result.err());
            } else {
                assertRefused(named + ": cannot be written: java.io.IOException: No space left on device", result);
            }
        }
    }

    /** As the shell's {@code --json >(command)}, whose name differs. */
    @Test
    void anOpenPipeIsWrittenTo() throws IOException, InterruptedException {
        Process process = Launcher.shortProcess(
                        List.of("inspect", RunFolders.DIGITS.folder().toString(), "-q", "--json", "/proc/self/fd/1"))
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), printed);
        assertTrue(printed.startsWith("{") && printed.endsWith("}\n"), printed);
    }
}
