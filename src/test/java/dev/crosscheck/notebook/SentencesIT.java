package dev.crosscheck.notebook;

import dev.crosscheck.Soak;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@link Sentences} that take longest. */
class SentencesIT {
    @ParameterizedTest
    @ValueSource(strings = {"05-digits", "06-your-own-table", "07-convolution"})
    @Tag(Soak.TAG)
    void holdWithFiveSeeds(String chapter) throws IOException {
        Sentences sentences = Sentences.of(chapter);
        Pattern needed = Pattern.compile(sentences.cells());
        List<Cell> cells =
                Notebook.read(Path.of("notebooks", chapter + ".ipynb")).codeCells();
        try (Session session = Session.ofThisBuild()) {
            for (int i = 0; i < cells.size(); i++) {
                if (i < 3 || needed.matcher(cells.get(i).source()).find()) {
                    Output.of(session, cells.get(i).source());
                }
            }
            sentences.require(session);
        }
    }
}
