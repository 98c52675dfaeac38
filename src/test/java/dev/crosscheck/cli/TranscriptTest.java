package dev.crosscheck.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
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
}
