package dev.crosscheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LibraryTest {
    @Test
    void theProgramOfTheDocumentationIsThisOneAndLearns() throws Exception {
        String page = Files.readString(Path.of("docs", "library.md"));
        String program = Files.readString(Path.of("src/test/java/dev/crosscheck/LibraryExample.java"));
        assertTrue(page.contains("```java\n" + program + "```"));
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            LibraryExample.main();
        } finally {
            System.setOut(before);
        }
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(2, lines.size(), lines::toString);
        double accuracy = Double.parseDouble(lines.get(0).replaceAll("[^0-9.]", ""));
        // One epoch of 60,000 images gives about 95 %; a network that learns nothing has 10.
        assertTrue(accuracy > 93, lines::toString);
        assertEquals("the first test image is a 7", lines.get(1));
    }
}
