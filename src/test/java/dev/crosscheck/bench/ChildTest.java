package dev.crosscheck.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.JavaCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path folder;

    private static Workload workload(int epochs) {
        return new Workload(Path.of("data", "mnist"), 128, 64, 16, 0, epochs);
    }

    private static List<String> floor(int epochs) {
        List<String> command = new ArrayList<>(
                List.of(JAVA, "-cp", JavaCommand.classPath(), BenchChild.class.getName(), Lineup.GEMM, "1"));
        command.addAll(workload(epochs).options());
        return command;
    }

    private CrosscheckException failure(String... command) {
        Contestant contestant = new Contestant("broken", "", false, List.of(command), Map.of());
        return assertThrows(
                CrosscheckException.class, () -> Child.run(contestant, workload(1), folder.resolve("log.txt")));
    }

    @Test
    void aWorkloadSurvivesItsOptions() {
        assertEquals(workload(3), Workload.parse(workload(3).options()));
    }

    @Test
    void aProcessThatFailsIsNamedWithWhatItSaid() {
        CrosscheckException failure = failure(JAVA, "no.such.Class");
        assertTrue(
                failure.getMessage().matches("broken failed: it ended with exit code 1: .*no\\.such\\.Class.*"),
                failure.getMessage());
    }

    @Test
    void aProcessThatCannotBeStartedIsNamed() {
        CrosscheckException failure = failure(folder.resolve("none").toString());
        assertTrue(failure.getMessage().startsWith("broken failed: it cannot be started: "), failure.getMessage());
    }

    @Test
    void whatAnotherProcessWroteIsNotTakenForItsOwn() throws IOException {
        Files.writeString(folder.resolve("log.txt"), "words of another\n");
        CrosscheckException failure = failure(JAVA, "--version"); // which writes to standard output
        assertFalse(failure.getMessage().contains("words of another"), failure.getMessage());
    }

    @Test
    void aProcessEndsOnceItsParentIsGone() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(floor(1_000_000))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it outlives its standard input");
            assertEquals(1, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aJarIsCopiedWithoutTheManifestThatNamesItsLibraries() throws IOException {
        Path from = folder.resolve("from.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Class-Path", "lib/a.jar");
        try (OutputStream out = Files.newOutputStream(from);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new ZipEntry("a/b.txt"));
            jar.write(7);
        }
        Path to = folder.resolve("to.jar");
        ClassPath.copyWithoutManifest(from, to);
        try (JarFile copy = new JarFile(to.toFile())) {
            assertNull(copy.getManifest());
            assertEquals(7, copy.getInputStream(copy.getEntry("a/b.txt")).read());
        }
    }

    @Test
    void aClassPathOfFilesThatAreNotThereIsRefused() throws IOException {
        Path file = Files.writeString(
                folder.resolve("cp"), folder.resolve("none.jar").toString());
        CrosscheckException failure =
                assertThrows(CrosscheckException.class, () -> ClassPath.withLibraries(file, folder));
        assertTrue(failure.getMessage().contains("found " + folder.resolve("none.jar")), failure.getMessage());
        assertThrows(CrosscheckException.class, () -> ClassPath.withLibraries(folder.resolve("missing"), folder));
    }

    @Test
    void theSweepsLinesCrossOnce() {
        List<Workload> sizes = Sweep.sizes(workload(1).sized(64, 256));
        assertEquals(8, sizes.size());
        assertEquals(
                1,
                sizes.stream()
                        .filter(size -> size.batch() == 64 && size.hidden() == 256)
                        .count());
    }
}
