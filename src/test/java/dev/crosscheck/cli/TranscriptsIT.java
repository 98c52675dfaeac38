package dev.crosscheck.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What commands say of real runs, in words: {@code src/test/transcripts/trained}. Figures are asserted elsewhere. */
class TranscriptsIT {
    /** What differs from run to run, or from machine to machine, or is a figure, in the order in which it is looked for. */
    private static final Map<String, String> MASKS = new LinkedHashMap<>();

    static {
        MASKS.put("(?m)^.*\\(\\d+%\\), about \\d+ (s|min) left\\R", ""); // where a machine is slow
        MASKS.put("\\R {2}(?=\\S)", " "); // sentences break where their figures let them
        MASKS.put("\\b[0-9a-f]{64}\\b", "{sha256}");
        MASKS.put("\\b\\d{4}-\\d\\d-\\d\\d[ T][\\d:.]+Z?( UTC)?", "{time}");
        MASKS.put("\\bJava \\d+", "Java {version}");
        MASKS.put("(?<!\\w)-?\\d+(\\.\\d+)+(e[-+]?\\d+|-M[\\d.]+)?|\\b\\d+e[-+]?\\d+", "#.#");
        MASKS.put("[\\d,]+(?=/\\d+ \\(| right\\b| ?%| by [AB]\\b| (images|rows)/s)|\\b\\d{5,}\\b", "#");
        MASKS.put("(?m)( {2,}\\d+){2,}$", "  # #"); // of a confusion matrix
        MASKS.put("(?m)(?<=\\S) {2,}", "  "); // columns are as wide as their figures
        MASKS.put("-{3,}", "---");
        MASKS.put("#\\.#%", "#%");
        MASKS.put("  -(?=  #%  \\w)", "  #.#"); // relative to 0, of a comparison
    }

    static List<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src", "test", "transcripts", "trained"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void answersAreThoseOfTheTranscript(Path file) throws IOException {
        Transcript.check(file, TranscriptsIT::masked);
    }

    private static String masked(String answer) {
        String text = answer;
        for (Map.Entry<String, String> mask : MASKS.entrySet()) {
            text = text.replaceAll(mask.getKey(), mask.getValue());
        }
        return text;
    }
}
