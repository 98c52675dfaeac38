package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of docs/layers.md, as a reader has it: copied into a file somewhere, and started by the command beside it. Others are in src/consumers. */
class DocumentedProgramsIT {
    private static final Pattern COMMAND = Pattern.compile("(?m)^java .*\\.java.*$");

    @TempDir
    private Path elsewhere;

    /** A coin's toss has ln 2 = 0.69. */
    @Test
    void theLayersProgramLearnsWhichNumberIsLarger() throws IOException, InterruptedException {
        String text = Files.readString(Path.of("docs", "layers.md"));
        int inside = text.indexOf("class LayersExample ");
        String program = text.substring(text.lastIndexOf("```java\n", inside), text.indexOf("```", inside))
                .substring(8);
        assertFalse(program.contains("package "), "a reader's program is in no package of this one's");
        Files.writeString(elsewhere.resolve("LayersExample.java"), program);
        Matcher command = COMMAND.matcher(text);
        assertTrue(command.find(), text);
        String[] words = command.group()
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
        assertTrue(printed.matches("(?s).*loss [0-9.]+\\R"), printed);
        assertTrue(Double.parseDouble(printed.replaceFirst("(?s).*loss ", "")) < 0.3, printed);
    }
}
