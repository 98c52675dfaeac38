package dev.crosscheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in the documentation, as a reader has them: copied into a file somewhere, and started by the command beside them. */
class DocumentedProgramsIT {
    private static final int PATIENCE_MINUTES = 5;
    private static final Pattern PROGRAM = Pattern.compile("(?s)```java\\n(.*?)```");
    private static final Pattern COMMAND = Pattern.compile("(?m)^java [^\\n]*\\.java[^\\n]*$");

    /** What the documentation calls the project's folder. */
    private static final String PROJECT = "CROSSCHECK";

    @TempDir
    private Path elsewhere;

    private static String first(Pattern pattern, String page) {
        Matcher matcher = pattern.matcher(page);
        assertTrue(matcher.find(), () -> "nothing like " + pattern);
        return matcher.group(matcher.groupCount());
    }

    /** Copies a page's program to another folder, starts it there, and gives the lines that it prints. */
    private List<String> run(String name, String page) throws IOException, InterruptedException {
        String text = Files.readString(Path.of("docs", page));
        String program = first(PROGRAM, text);
        assertFalse(program.contains("package "), "a reader's program is in no package of this one's");
        Files.writeString(elsewhere.resolve(name + ".java"), program);
        String command = first(COMMAND, text)
                .replace(PROJECT, Path.of("").toAbsolutePath().toString());
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path err = elsewhere.resolve("err.txt");
        Process process = new ProcessBuilder(command.replaceFirst("^java", Matcher.quoteReplacement(java.toString()))
                        .split(" "))
                .directory(elsewhere.toFile())
                .redirectError(err.toFile())
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertTrue(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue(), () -> command + "\n" + read(err));
        try (var left = Files.list(elsewhere)) {
            assertEquals(
                    Set.of(name + ".java", "err.txt"),
                    Set.copyOf(left.map(file -> file.getFileName().toString()).toList()));
        }
        return lines;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void theLibrarysProgramLearnsDigits() throws IOException, InterruptedException {
        List<String> lines = run("LibraryExample", "library.md");
        assertEquals(2, lines.size(), lines::toString);
        double accuracy = Double.parseDouble(lines.get(0).replaceAll("[^0-9.]", ""));
        // One epoch of 60,000 images gives about 95 %; a network that learns nothing has 10.
        assertTrue(accuracy > 93, lines::toString);
        assertEquals("the first test image is a 7", lines.get(1));
    }

    @Test
    void theLayersProgramLearnsWhichNumberIsLarger() throws IOException, InterruptedException {
        List<String> lines = run("LayersExample", "layers.md");
        String loss = lines.get(lines.size() - 1);
        assertTrue(loss.startsWith("loss "), lines::toString);
        // A coin's toss has ln 2 = 0.69.
        assertTrue(Double.parseDouble(loss.substring(5)) < 0.3, loss);
    }
}
