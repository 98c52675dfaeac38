package dev.crosscheck;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The errors of {@code src/reference/mutants/mutants.txt} can still be planted: each of its texts is in its source once. */
class PlantedErrorsTest {
    private static final Path TABLE = Path.of("src/reference/mutants/mutants.txt");
    private static final Path SOURCES = Path.of("src/main/java/dev/crosscheck");

    @Test
    void eachTextIsInItsSourceOnce() throws IOException {
        List<String> wrong = new ArrayList<>();
        Set<String> names = new HashSet<>();
        String source = "";
        String name = "";
        int edits = 0;
        for (String line : Files.readAllLines(TABLE)) {
            String rest = line.substring(Math.min(line.length(), 1)).strip();
            if (line.startsWith("[")) {
                name = line;
                assertTrue(names.add(name), () -> line + " is there twice");
            } else if (line.startsWith("file ")) {
                source = Files.readString(
                        SOURCES.resolve(line.substring("file ".length()).strip()));
            } else if (line.startsWith("- ")) {
                edits++;
                long found = spaced(rest).matcher(source).results().count();
                if (found != 1) {
                    wrong.add(name + ": " + found + " times " + rest);
                }
            }
        }
        int checked = edits;
        assertAll(
                () -> assertEquals(List.of(), wrong),
                () -> assertTrue(checked >= names.size() && names.size() >= 60, names.size() + " errors"));
    }

    /** White space counts as any white space. */
    private static Pattern spaced(String text) {
        return Pattern.compile(
                Arrays.stream(text.split(" +")).map(Pattern::quote).collect(Collectors.joining("\\s+")));
    }
}
