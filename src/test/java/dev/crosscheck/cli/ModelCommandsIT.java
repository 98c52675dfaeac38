package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.Pictures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Commands that use a model, in processes that log which classes they load. */
class ModelCommandsIT extends CommandLines {
    private static final Pattern THEIRS = Pattern.compile("(?m)^.*\\] org\\.(nd4j|deeplearning4j|bytedeco)\\..*$");

    /** Starts a process that runs the lines one after the other. */
    private Process start(String... lines) throws IOException {
        List<String> options = Launcher.shortOptions();
        options.add("-Xlog:class+load:file=" + folder.resolve("classes.txt"));
        List<String> arguments = Stream.of(lines)
                .map(line -> RunFolders.replaced(line.replace("DIR", folder.toString())))
                .toList();
        return Launcher.java(options, Several.class, arguments)
                .redirectErrorStream(true)
                .start();
    }

    /** @return the lines on classes of DL4J's */
    private List<String> theirs() throws IOException {
        String classes = Files.readString(folder.resolve("classes.txt"));
        assertTrue(classes.contains("dev.crosscheck.model.Model "), "the log names the classes");
        return THEIRS.matcher(classes).results().map(MatchResult::group).toList();
    }

    /** All in one process: a class of DL4J's that any of them loads is in its log. */
    @Test
    void noClassOfDl4jsIsLoaded() throws IOException, InterruptedException {
        Pictures.write(folder.resolve("picture.png"), 28, 28, 0, new Random(3));
        Process process = start(
                "predict {runs}/digits DIR/picture.png",
                "evaluate {runs}/digits --out DIR/evaluated",
                "inspect {runs}/digits",
                "compare {runs}/digits {runs}/digits --json DIR/compared",
                "explore --model {runs}/digits --save DIR/page.html",
                "export {runs}/digits --format safetensors,java --out DIR/exported");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        for (String left : List.of("evaluated/evaluation.json", "compared", "page.html", "exported")) {
            assertTrue(Files.exists(folder.resolve(left)), left + ": " + said);
        }
        assertEquals(List.of(), theirs());
    }

    /** Its trainer, its record and its model need nothing of ND4J's natives. */
    @Test
    void aRunByHandStartsNoNd4j() throws IOException, InterruptedException {
        Process process =
                start("train --no-check --trainer by-hand --epochs 1 --hidden 8 --out DIR/run --data {runs}/mnist");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        assertEquals(
                List.of(),
                theirs().stream()
                        .filter(line ->
                                line.contains("] org.nd4j.linalg.factory.Nd4j ") || line.contains("org.bytedeco"))
                        .toList());
    }
}
