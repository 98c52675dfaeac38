package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What commands answer that train nothing, to the letter: {@code src/test/transcripts}. */
class TranscriptTest {
    static List<Path> transcripts() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src", "test", "transcripts"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("transcripts")
    void answersAreThoseOfTheTranscript(Path file) throws IOException {
        Transcript.check(file, UnaryOperator.identity());
    }

    @ParameterizedTest
    @CsvSource({"exit 2|! Wrong.,expected", "exit 1,'expected 1, found 2'", "# no code,'expected 0, found 2'"})
    void anotherWordOrExitCodeIsRefused(String answer, String said) throws IOException {
        List<String> text = List.of(("$ crosscheck train --epochs 0|" + answer).split("\\|"));
        List<String> problems = Transcript.play(text, UnaryOperator.identity()).problems();
        assertEquals(1, problems.size());
        assertTrue(problems.get(0).contains(said), problems.get(0));
    }
}
