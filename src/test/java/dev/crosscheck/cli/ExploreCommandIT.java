package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.model.Model;
import dev.crosscheck.using.explore.ExplorePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that is saved, and a run's own network in its chapter on digits. What is refused is in the transcripts. */
class ExploreCommandIT extends CommandLines {
    @Test
    void pagesAreSaved() throws IOException {
        ok("explore --save DIR/explore.html");
        byte[] page = Files.readAllBytes(folder.resolve("explore.html"));
        assertArrayEquals(ExplorePage.of(DataOptions.mnist()).page(), page);
        assertTrue(page.length <= 1 << 20, page.length + " bytes");
    }

    /** @return what the chapter on digits is given */
    private JsonNode digits(String options) throws IOException {
        ok("explore --save DIR/page.html --model " + options);
        String page = Files.readString(folder.resolve("page.html"));
        Matcher digits =
                Pattern.compile("(?s)id=\"digits.json\">(.*?)</script>").matcher(page);
        assertTrue(digits.find());
        return JSON.readTree(digits.group(1));
    }

    /** As long as the model is the run's own; its test pictures are there if its data are. */
    @Test
    void checkpointsOfARunByHandAreItsPast() throws IOException {
        Path run = RunFolders.DIGITS.copy(folder);
        JsonNode digits = digits(run.toString());
        assertEquals("digits", digits.path("model").asText());
        assertEquals(2, digits.path("moments").size());
        assertEquals(
                0, digits(run.resolve(Model.FILE).toString()).path("moments").size(), "a file alone has no past");
        assertEquals(100, digits.at("/tests/labels").size());
        Path record = run.resolve("run.json");
        Files.writeString(
                record, Files.readString(record).replace(RunFolders.mnist().toString(), "nowhere"));
        assertEquals(0, digits(run.toString()).at("/tests/labels").size(), "it takes drawings only");
        String said = ok("explore --save DIR/page.html --model " + run).err();
        assertTrue(said.contains("the data it was trained on are not found."), said);
        assertEquals(
                100, digits(run + " --data {runs}/mnist").at("/tests/labels").size());
        ended(1, "explore --save DIR/page.html --data DIR/none --model " + run);
        // Another model of the same sizes in its place: the checkpoints are not its past.
        Files.copy(
                RunFolders.OTHERS.folder().resolve(Model.FILE),
                run.resolve(Model.FILE),
                StandardCopyOption.REPLACE_EXISTING);
        assertEquals(0, digits(run.toString()).path("moments").size());
    }
}
