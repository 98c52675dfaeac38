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

/** What uses a model, and what trains by hand, starts without DL4J, whose natives take seconds: a process logs which classes it loads. */
class ModelCommandsIT extends CommandLines {
    private static final Pattern THEIRS = Pattern.compile("(?m)^.*\\] org\\.(nd4j|deeplearning4j|bytedeco)\\..*$");

    /** @return the lines on classes of DL4J's that a process loads which runs the lines one after the other */
    private List<String> theirs(String... lines) throws IOException, InterruptedException {
        List<String> options = Launcher.shortOptions();
        options.add("-Xlog:class+load:file=" + folder.resolve("classes.txt"));
        List<String> arguments = Stream.of(lines)
                .map(line -> RunFolders.replaced(line.replace("DIR", folder.toString())))
                .toList();
        printed(0, Launcher.java(options, Several.class, arguments));
        String classes = Files.readString(folder.resolve("classes.txt"));
        assertTrue(classes.contains("dev.crosscheck.model.Model "), "the log names the classes");
        return THEIRS.matcher(classes).results().map(MatchResult::group).toList();
    }

    @Test
    void noClassOfDl4jsIsLoaded() throws IOException, InterruptedException {
        Pictures.write(folder.resolve("picture.png"), 28, 28, 0, new Random(3));
        List<String> theirs = theirs(
                "predict {runs}/digits DIR/picture.png",
                "evaluate {runs}/digits --out DIR/evaluated",
                "inspect {runs}/digits",
                "compare {runs}/digits {runs}/digits --json DIR/compared",
                "explore --model {runs}/digits --save DIR/page.html",
                "export {runs}/digits --format safetensors,java --out DIR/exported");
        assertEquals(List.of(), theirs);
        assertTrue(files(folder).containsAll(List.of("evaluated", "compared", "page.html", "exported")));
    }
}
