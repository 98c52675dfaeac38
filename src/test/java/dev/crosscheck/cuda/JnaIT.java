package dev.crosscheck.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.crosscheck.run.JavaCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where JNA or the driver's library does not load, in processes of their own, since JNA starts once in each. */
class JnaIT {
    @TempDir
    private Path folder;

    /** Prints what {@link CudaDriver#ask} finds, twice: Java tells the second failure of a class otherwise than the first. */
    static final class Ask {
        private Ask() {}

        public static void main(String[] args) {
            System.out.println(CudaDriver.jnaObstacle().isEmpty());
            System.out.println(CudaDriver.ask());
            System.out.println(CudaDriver.ask());
        }
    }

    private List<String> asked(String classPath, String... options) throws IOException, InterruptedException {
        List<String> command = JavaCommand.of(classPath, List.of(options), Ask.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, process.waitFor());
        assertEquals(3, lines.size(), lines::toString);
        assertEquals(lines.get(1), lines.get(2));
        return lines;
    }

    /** A folder that cannot be made, since a file is in its place. */
    private Path nowhere() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        return file.resolve("nowhere");
    }

    @Test
    void jnaThatCannotStartIsNoMissingDriver() throws IOException, InterruptedException {
        Path nowhere = nowhere();
        List<String> lines = asked(System.getProperty("java.class.path"), "-Djna.tmpdir=" + nowhere);
        assertEquals("false", lines.get(0));
        assertTrue(
                lines.get(1)
                        .matches(
                                "Answer\\[obstacle=Optional\\[Java cannot call native libraries, since JNA's own does not load: .*"
                                        + Pattern.quote(nowhere.toString())
                                        + ".* \\(name a folder from which programs may run: JAVA_OPTS=-Djna.tmpdir=FOLDER\\)], .*]"),
                lines.get(1));
    }

    @Test
    void jnasLibraryIsTakenFromBesideItsJar() throws IOException, InterruptedException {
        Path jar = JavaCommand.path(
                Native.class.getProtectionDomain().getCodeSource().getLocation());
        Path copy = Files.copy(jar, folder.resolve("jna.jar"));
        String name = "com/sun/jna/" + Platform.RESOURCE_PREFIX + "/"
                + System.mapLibraryName("jnidispatch").replace(".dylib", ".jnilib");
        Path unpacked = folder.resolve("jna").resolve(name);
        Files.createDirectories(unpacked.getParent());
        try (InputStream library = Native.class.getResourceAsStream("/" + name)) {
            Files.copy(library, unpacked);
        }
        String classPath = System.getProperty("java.class.path")
                .replaceFirst(Pattern.quote(jar.toString()), Matcher.quoteReplacement(copy.toString()));
        assertEquals("true", asked(classPath, "-Djna.tmpdir=" + nowhere()).get(0));
    }

    @Test
    void aDriverThatDoesNotLoadIsNoMissingDriver() throws IOException, InterruptedException {
        assumeTrue(Platform.isLinux());
        Files.writeString(folder.resolve("libcuda.so.1"), "no library");
        List<String> lines = asked(System.getProperty("java.class.path"), "-Djna.library.path=" + folder);
        assertTrue(
                lines.get(1)
                        .matches("Answer\\[obstacle=Optional\\[the NVIDIA driver does not load: .*libcuda.so.1: .*]"),
                lines.get(1));
    }

    @Test
    void aLibraryThatIsNotThereIsNoDriverAndAnotherThatItNeedsIsNamed() {
        String library = "libcuda.so.1";
        for (String missing : List.of(
                "libcuda.so.1: cannot open shared object file: No such file or directory",
                "Error loading shared library libcuda.so.1: No such file or directory",
                "The specified module could not be found.")) {
            assertEquals(
                    "no NVIDIA driver was found (" + library + ")",
                    CudaDriver.notLoaded(library, "Unable to load library 'libcuda.so.1':\n" + missing + "\nmore"));
        }
        String needs = "libnvidia-gpucomp.so: cannot open shared object file: No such file or directory";
        assertEquals(
                "the NVIDIA driver does not load: " + needs,
                CudaDriver.notLoaded(library, "Unable to load library 'libcuda.so.1':\n" + needs));
    }
}
