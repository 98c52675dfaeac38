package dev.crosscheck.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The notebooks run from top to bottom, and what is saved in them is what comes out.
 *
 * <p>{@code mvn -Pnotebooks test} saves their outputs anew instead.
 */
class NotebooksTest {
    private static final int CHAPTERS = 5;
    private static final long MOST_BYTES = 400_000;
    private static final boolean REFRESH = Boolean.getBoolean("notebooks.refresh");

    static List<Path> notebooks() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("notebooks"))) {
            return files.filter(file -> file.toString().endsWith(".ipynb"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereIsOneForEachChapter() throws IOException {
        assertEquals(CHAPTERS, notebooks().size());
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void runsAndGivesWhatIsSaved(Path file) throws IOException {
        Notebook notebook = Notebook.read(file);
        if (REFRESH) {
            NotebookRun.refresh(notebook);
        } else {
            NotebookRun.check(notebook);
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void isSmallAndInJupytersLayout(Path file) throws IOException {
        assertTrue(Files.size(file) < MOST_BYTES, file + " has " + Files.size(file) + " bytes");
        Notebook notebook = Notebook.read(file);
        assertEquals(Files.readString(file), notebook.json(), file + ": save it with mvn -Pnotebooks test");
    }
}
