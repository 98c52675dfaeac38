package dev.crosscheck.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassNamesTest {
    @TempDir
    private Path folder;

    private List<String> read(byte[] text) throws IOException {
        return ClassNames.read(Files.write(folder.resolve("labels.txt"), text));
    }

    @Test
    void aNamePerLineInAnyLineEndings() throws IOException {
        assertEquals(
                List.of("T-shirt/top", "Löwe"),
                read("\uFEFFT-shirt/top\r\n Löwe \n\n".getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "'a\nb\na', 'labels.txt, line 3: expected another name than before, found \"a\" again.'",
        "'a\n\nb', 'labels.txt, line 2: expected a name of 1 to 100 plain characters, found an empty line.'",
        "'a\nb\u0007', 'labels.txt, line 2: expected a name'",
        "'a\nb\u202Ec', 'labels.txt, line 2: expected a name'",
        "a, 'labels.txt: expected 2 to 1000 names, found 1.'"
    })
    void whatIsNoListOfNamesIsRefused(String text, String part) {
        refused(text.getBytes(StandardCharsets.UTF_8), part);
    }

    @Test
    void longNamesTooManyAndOtherBytesAreRefused() {
        refused(("a\n" + "b".repeat(101)).getBytes(StandardCharsets.UTF_8), "line 2: expected a name of 1 to 100");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1001; i++) {
            many.append(i).append('\n');
        }
        refused(many.toString().getBytes(StandardCharsets.UTF_8), "expected 2 to 1000 names, found 1001.");
        refused(new byte[] {'a', '\n', (byte) 0xff}, "labels.txt: expected text in UTF-8, found other bytes.");
    }

    private void refused(byte[] text, String part) {
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> read(text));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
