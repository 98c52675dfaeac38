package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
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

    private static final String PREDICT = "predict {runs}/numbers DIR/rows.csv --out DIR/named";

    private Path target;
    private Path named;

    @BeforeEach
    void writeFiles() throws IOException {
        List<String> rows = Files.readAllLines(Path.of(PENGUINS));
        Files.write(folder.resolve("rows.csv"), rows.subList(0, 4));
        Files.createDirectory(folder.resolve("target"));
        target = write("target/result", OLD);
        named = folder.resolve("named");
    }

    /** Every option that names a file for a result. */
    private static List<String> results() {
        return List.of("inspect {runs}/digits --json DIR/named", PREDICT, "explore --data data/mnist --save DIR/named");
    }

    private void make(String... command) throws IOException, InterruptedException {
        int code = new ProcessBuilder(command).start().waitFor();
        assumeTrue(code == 0, "only the administrator may make devices");
    }

    private void assertNotReplaced() throws IOException {
        assertTrue(
                Files.readAttributes(named, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther(),
                "the pipe or device was replaced");
    }

    @ParameterizedTest
    @MethodSource("results")
    void aLinkIsFollowedAndAPipeIsWrittenTo(String line) throws Exception {
        Files.createSymbolicLink(named, Path.of("target", "result"));
        ok(line);
        assertTrue(Files.isSymbolicLink(named), "the link was replaced");
        assertNotEquals(OLD, Files.readString(target, StandardCharsets.ISO_8859_1));
        Files.delete(named);
        make("mkfifo", named.toString());
        FutureTask<byte[]> reader = new FutureTask<>(() -> Files.readAllBytes(named));
        Thread thread = new Thread(reader, "reader");
        thread.setDaemon(true);
        thread.start();
        ok(line);
        assertNotReplaced();
        assertTrue(reader.get().length > OLD.length());
    }

    /** The device is one of the test's own: the machine's would be lost to a program that replaced it. */
    @ParameterizedTest
    @CsvSource({"7, 1", "3, 0"})
    void theFullAndTheNullDeviceAreWrittenTo(String device, int code) throws IOException, InterruptedException {
        make("mknod", named.toString(), "c", "1", device);
        assumeTrue(Files.isWritable(named), "devices do not work here");
        for (String line : results()) {
            String said = ended(code, line).err();
            assertEquals(code == 1, said.contains("named: cannot be written: No space left"), said);
            assertNotReplaced();
        }
    }

    @Test
    void aLinkToNothingIsFollowedOverAnotherLink() throws IOException {
        Files.delete(target);
        Path other = Files.createSymbolicLink(target.resolveSibling("other"), Path.of("result"));
        Files.createSymbolicLink(named, other);
        ok("inspect -q {runs}/digits --json DIR/named");
        assertTrue(Files.isSymbolicLink(named) && Files.isSymbolicLink(other), "a link was replaced");
        assertTrue(Files.readString(target).startsWith("{"));
    }

    /** A result that fails half-way leaves the link's target as it was. */
    @Test
    void theTargetOfALinkIsReplacedAsAWhole() throws IOException {
        Files.createSymbolicLink(named, target);
        String rows = Files.readString(Path.of(PENGUINS));
        write("rows.csv", rows + rows.substring(rows.indexOf('\n') + 1).repeat(30) + "one,cell\n");
        ended(1, PREDICT);
        assertEquals(OLD, Files.readString(target));
        assertEquals(Set.of("result"), files(target.getParent()));
    }

    /** In a circle, into no folder, and to the table itself. */
    @ParameterizedTest
    @CsvSource({
        "named, expected a file in a folder that can be written to.",
        "none/result, expected a file in a folder that can be written to.",
        "rows.csv, would replace what is read from DIR/rows.csv. Name another file."
    })
    void aLinkThatLeadsNowhereOrToTheTableIsRefused(String to, String message) throws IOException {
        Files.createSymbolicLink(named, Path.of(to));
        String before = Files.readString(folder.resolve("rows.csv"));
        refused(2, "--out DIR/named: " + message, PREDICT);
        assertEquals(Path.of(to), Files.readSymbolicLink(named));
        assertEquals(before, Files.readString(folder.resolve("rows.csv")));
    }

    @Test
    void aResultInTheFolderOfItsRunIsReplaced() throws IOException {
        Path run = RunFolders.DIGITS.copy(folder);
        for (int time = 0; time < 2; time++) {
            ok("evaluate DIR/digits --data {runs}/mnist --out DIR/out" + time + " --json DIR/digits/result.json");
        }
        String refusal =
                "--json DIR/digits/metrics.csv: would replace what is read from DIR/digits. Name another file.";
        refused(2, refusal.replace("DIR", folder.toString()), "inspect DIR/digits --json DIR/digits/metrics.csv");
        assertTrue(Files.readString(run.resolve("metrics.csv")).startsWith("epoch,"));
    }

    /** Somebody else may have put the link there. */
    @ParameterizedTest
    @ValueSource(strings = {"run.json", "sweep.json", "checkpoints", "model.safetensors"})
    void aLinkInTheFolderOfARunIsNotFollowed(String sign) throws IOException {
        Files.createDirectory(named);
        write("named/" + sign, "");
        Files.createSymbolicLink(named.resolve("result"), target);
        refused(1, "DIR/named/result: expected a file or a folder, found a symbolic link.\n", PREDICT + "/result");
        assertEquals(OLD, Files.readString(target));
    }

    /** Somebody else may have put the link there, and Linux may be set to follow it; a link of the folder's owner or one's own is followed. */
    @Test
    void anothersLinkIsNotFollowedWhereEveryoneMayWrite() throws IOException {
        Path all = Files.createDirectory(folder.resolve("all"));
        Files.setAttribute(all, "unix:mode", 01777);
        Files.createDirectory(folder.resolve("target/empty"));
        named = Files.createSymbolicLink(all.resolve("named"), target);
        Path way = Files.createSymbolicLink(all.resolve("way"), folder.resolve("target"));
        try {
            for (Path link : List.of(named, way)) {
                Files.setAttribute(link, "unix:uid", 65_534, LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException e) {
            assumeTrue(false, "only the administrator may give links away");
        }
        String why = ": expected a file or a link of yours, since it is written to, found another user's link.\n";
        for (String line : results()) {
            refused(1, "DIR/all/named" + why, line.replace("DIR/named", "DIR/all/named"));
            refused(1, "DIR/all/way" + why, line.replace("DIR/named", "DIR/all/way/result"));
        }
        refused(1, "DIR/all/way" + why, "course errata --out DIR/all/way/empty");
        assertEquals(OLD, Files.readString(target));
        assertEquals(Set.of("result", "empty"), files(target.getParent()));
        Files.setAttribute(all, "unix:uid", 65_534);
        ok("inspect -q {runs}/digits --json DIR/all/named");
        Files.setAttribute(named, "unix:uid", 0, LinkOption.NOFOLLOW_LINKS);
        ok("inspect -q {runs}/digits --json DIR/all/named");
        assertNotEquals(OLD, Files.readString(target, StandardCharsets.ISO_8859_1));
    }

    /** As the shell's {@code --json >(command)}, whose name differs. */
    @Test
    void anOpenPipeIsWrittenTo() throws IOException, InterruptedException {
        String[] line = words("inspect {runs}/digits -q --json /proc/self/fd/1");
        String printed = printed(0, Launcher.shortProcess(line));
        assertTrue(printed.startsWith("{") && printed.endsWith("}\n"), printed);
    }
}
