package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.IdxBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs in the documentation, as a reader has them: copied into a file somewhere, and started by the command beside them. */
class DocumentedProgramsIT {
    private static final Pattern COMMAND = Pattern.compile("(?m)^java .*\\.java.*$");

    @TempDir
    private Path elsewhere;

    @TempDir
    private Path images;

    /** Copies a page's program to another folder, starts it there with this argument in the command, and returns what it prints. */
    private String run(String name, String page, Path argument) throws IOException, InterruptedException {
        String text = Files.readString(Path.of("docs", page));
        int inside = text.indexOf("class " + name + " ");
        String program = text.substring(text.lastIndexOf("```java\n", inside), text.indexOf("```", inside))
                .substring(8);
        assertFalse(program.contains("package "), "a reader's program is in no package of this one's");
        Files.writeString(elsewhere.resolve(name + ".java"), program);
        Matcher command = COMMAND.matcher(text);
        assertTrue(command.find(), page);
        String[] words = command.group()
                .replace("LibraryExample", name)
                .replace("CROSSCHECK/data/mnist", argument.toAbsolutePath().toString())
                .replace("CROSSCHECK", Path.of("").toAbsolutePath().toString())
                .split(" ");
        words[0] = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path err = elsewhere.resolve("err.txt");
        Process process = new ProcessBuilder(words)
                .directory(elsewhere.toFile())
                .redirectError(err.toFile())
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), Files.readString(err));
        try (Stream<Path> left = Files.list(elsewhere)) {
            assertEquals(2, left.count(), "nothing is written beside the program");
        }
        return printed;
    }

    private static double[] numbers(String printed) {
        return Stream.of(printed.split("[^0-9.]+"))
                .filter(word -> !word.isEmpty())
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** An epoch of a tenth of the images gives more than 80 %; a network that learns nothing has 10. */
    @Test
    void theLibrarysProgramLearnsDigits() throws IOException, InterruptedException {
        String printed = run("LibraryExample", "library.md", IdxBytes.subset(images, 6000, 300));
        assertTrue(printed.matches("accuracy [0-9.]+ %\\R.*is a 7\\R"), printed);
        assertTrue(numbers(printed)[0] > 80, printed);
    }

    /** The table's own row of this penguin has 3750 g; all have 2700 to 6300. */
    @Test
    void theTablesProgramSaysHowHeavyAPenguinIs() throws IOException, InterruptedException {
        String printed = run("TableExample", "library.md", RunFolders.NUMBERS.folder());
        assertTrue(printed.matches("[0-9.]+ g; 90 % are from [0-9.]+ to [0-9.]+\\R"), printed);
        double[] masses = numbers(printed); // the second is the 90
        assertTrue(masses[2] < masses[0] && masses[0] < masses[3] && Math.abs(masses[0] - 3750) < 700, printed);
    }

    /** A coin's toss has ln 2 = 0.69. */
    @Test
    void theLayersProgramLearnsWhichNumberIsLarger() throws IOException, InterruptedException {
        String printed = run("LayersExample", "layers.md", images);
        assertTrue(printed.matches("(?s).*loss [0-9.]+\\R"), printed);
        assertTrue(Double.parseDouble(printed.replaceFirst("(?s).*loss ", "")) < 0.3, printed);
    }
}
