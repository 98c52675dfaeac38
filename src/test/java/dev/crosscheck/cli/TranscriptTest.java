package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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

    private static Transcript played(String text) throws IOException {
        return Transcript.play(
                List.of(text.split("\\|")),
                words -> new Cli(3, "right 0.9312 of " + words[0] + "\n", "no\n"),
                TranscriptsIT::masked);
    }

    @Test
    void theRightAnswerIsFine() throws IOException {
        assertEquals(
                List.of(),
                played("# why|$ crosscheck 'two words' x|exit 3|> right #.# of two words|! no|")
                        .problems());
    }

    /** A figure is wrong even where it is the true one: what is not asserted is not to look as if it were. */
    @ParameterizedTest
    @CsvSource({
        "$ crosscheck train|exit 3|> right 0.9412 of train|! no,> right 0.9412",
        "$ crosscheck train|exit 3|> right 0.9312 of train|! no,> right 0.9312",
        "$ crosscheck train|exit 3|> wrong #.# of train|! no,> wrong",
        "$ crosscheck train|exit 3|> right #.# of train|! yes,! yes",
        "$ crosscheck train|exit 3|> right #.# of train,expected",
        "$ crosscheck train|exit 1|> right #.# of train|! no,'expected 1, found 3'",
        "$ crosscheck train|> right #.# of train|! no,'expected 0, found 3'"
    })
    void aPlantedFigureWordOrExitCodeIsRefused(String text, String said) throws IOException {
        List<String> problems = played(text).problems();
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.get(0).contains(said), problems.get(0));
    }

    @Test
    void recordingKeepsExitCodesAndIsForPeople() throws IOException {
        Transcript played = played("# why|$ crosscheck train|exit 1|> old|");
        assertEquals(List.of("# why", "$ crosscheck train", "exit 1", "> right #.# of train", "! no"), played.lines());
        assertFalse(Transcript.refreshes(null, "true"));
        assertTrue(Transcript.refreshes("true", null));
        assertThrows(IllegalStateException.class, () -> Transcript.refreshes("true", "true"));
    }
}
