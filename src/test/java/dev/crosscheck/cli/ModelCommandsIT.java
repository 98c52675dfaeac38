package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What uses a model starts without DL4J, whose natives take seconds: a process logs which classes it loads. */
class ModelCommandsIT extends CommandLines {
    private static final Pattern THEIRS = Pattern.compile("(?m)^.*\\] org\\.(nd4j|deeplearning4j|bytedeco)\\..*$");

    /** All in one process: a class of DL4J's that any of them loads is in its log. */
    @Test
    void noClassOfDl4jsIsLoaded() throws IOException, InterruptedException {
        Pictures.write(folder.resolve("picture.png"), 28, 28, 0, new Random(3));
        List<String> options = Launcher.shortOptions();
        options.add("-Xlog:class+load:file=" + folder.resolve("classes.txt"));
        List<String> lines = Stream.of(
                        "predict {runs}/digits DIR/picture.png",
                        "evaluate {runs}/digits --out DIR/evaluated",
                        "inspect {runs}/digits",
                        "compare {runs}/digits {runs}/digits --json DIR/compared",
                        "explore --model {runs}/digits --save DIR/page.html",
                        "export {runs}/digits --format safetensors,java --out DIR/exported")
                .map(line -> String.join(" ", words(line)))
                .toList();
        printed(0, Launcher.java(options, Several.class, lines));
        assertTrue(files(folder).containsAll(List.of("evaluated", "compared", "page.html", "exported")));
        String classes = Files.readString(folder.resolve("classes.txt"));
        assertTrue(classes.contains("dev.crosscheck.model.Model "), "the log names the classes");
        assertEquals(
                List.of(),
                THEIRS.matcher(classes).results().map(MatchResult::group).toList());
    }
}
