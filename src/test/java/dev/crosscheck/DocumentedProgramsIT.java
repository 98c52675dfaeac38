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
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        String program = first(
                PROGRAM,
                text.substring(0, text.indexOf("```", text.indexOf("class " + name + " ")) + 3)
                        .replaceFirst("(?s).*(?=```java)", ""));
        assertFalse(program.contains("package "), "a reader's program is in no package of this one's");
        Files.writeString(elsewhere.resolve(name + ".java"), program);
        List<String> lines = java(first(COMMAND, text)
                .replace("LibraryExample.java CROSSCHECK/data/mnist", name + ".java " + argument(name))
                .replace(PROJECT, Path.of("").toAbsolutePath().toString())
                .split(" "));
        try (var left = Files.list(elsewhere)) {
            assertEquals(
                    Set.of(name + ".java"),
                    left.map(file -> file.getFileName().toString())
                            .filter(file -> !file.matches("err.txt|mass"))
                            .collect(Collectors.toSet()));
        }
        return lines;
    }

    private static String argument(String name) {
        return name.equals("TableExample") ? "mass" : "CROSSCHECK/data/mnist";
    }

    private List<String> java(String... command) throws IOException, InterruptedException {
        command[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path err = elsewhere.resolve("err.txt");
        Process process = new ProcessBuilder(command)
                .directory(elsewhere.toFile())
                .redirectError(err.toFile())
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertTrue(process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES));
        assertEquals(0, process.exitValue(), () -> String.join(" ", command) + "\n" + read(err));
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
    void theTablesProgramSaysHowHeavyAPenguinIs() throws IOException, InterruptedException {
        Path project = Path.of("").toAbsolutePath();
        java(
                "java",
                "-jar",
                project.resolve("target/crosscheck.jar").toString(),
                "train",
                "--data",
                project.resolve("data/penguins/penguins.csv").toString(),
                "--target",
                "body_mass_g",
                "--hidden",
                "0",
                "--no-check",
                "--out",
                "mass");
        List<String> lines = run("TableExample", "library.md");
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).matches("[0-9.]+ g; 90 % are from [0-9.]+ to [0-9.]+"), lines::toString);
        double[] masses = Stream.of(lines.get(0).replace("; 90 %", "").split("[^0-9.]+"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        // The table's own row of this penguin has 3750 g; all have 2700 to 6300.
        assertTrue(masses[1] < masses[0] && masses[0] < masses[2] && Math.abs(masses[0] - 3750) < 700, lines::toString);
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
