package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.run.RunFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the commands of the course leave, compare and start from. What they print is in the transcripts. */
class CourseCommandsIT extends CommandLines {
    private void assertPicture(String name, int width, int height) throws IOException {
        BufferedImage image = ImageIO.read(folder.resolve("run").resolve(name).toFile());
        // How high the graph is depends on how wide this machine's font is.
        int expected = height > 0 ? height : Math.max(801, Math.min(image.getHeight(), 1599));
        assertEquals(width + "x" + expected, image.getWidth() + "x" + image.getHeight(), name);
        int[] pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
        assertTrue(Arrays.stream(pixels).distinct().count() > 10, name + " is not blank");
    }

    @Test
    void chartsAndNumbersOfActivationsAndLosses() throws IOException {
        ok("course activations --no-check --out DIR/run");
        assertPicture("functions.png", 920, 772);
        assertPicture("derivatives.png", 1380, 412);
        assertPicture("variants.png", 1380, 772);
        assertEquals(9, json("run/activations.json").size());
        RunFolder.deleteAll(folder.resolve("run"));
        ok("course losses --no-check --out DIR/run");
        assertPicture("losses.png", 1380, 412);
        assertPicture("huber.png", 920, 412);
        assertEquals(5, json("run/losses.json").size());
        ok("course errata --out DIR/errata");
        assertEquals(8, json("errata/errata.json").size());
    }

    @Test
    void aPerceptronSaysWhetherAnyLineDivides() throws IOException {
        JsonNode and = JSON.readTree(
                ok("course perceptron --no-check --json - --out DIR/run").out());
        assertEquals(8, and.path("totalErrors").size());
        assertEquals(8, and.path("epochsNeeded").asInt());
        assertEquals(Set.of("decision.png", "perceptron.json", "log.txt"), files(folder.resolve("run")));
        assertPicture("decision.png", 760, 780);
        assertTrue(Files.readString(folder.resolve("run/log.txt")).contains("perceptron wrote "));
    }

    @Test
    void xorIsLearnedWithTheDefaults() throws IOException {
        String said = ok("course backprop --no-check --out DIR/run").out();
        assertTrue(
                said.contains("Epoch 0, Loss: 0.72069\nEpoch 1000, Loss: 0.099372\nEpoch 2000, Loss: 0.098095\n"),
                said);
        for (String line : List.of(
                "(0, 0)  Prediction: 0.0000", "(0, 1)  Prediction: 1.0000",
                "(1, 0)  Prediction: 1.0000", "(1, 1)  Prediction: 0.0000")) {
            assertTrue(said.contains(line), said);
        }
        assertEquals(
                Set.of("graph.png", "decision.png", "loss.png", "backprop.json", "log.txt"),
                files(folder.resolve("run")));
        assertPicture("graph.png", 760, 0);
        assertPicture("decision.png", 760, 780);
        assertPicture("loss.png", 900, 560);
        JsonNode numbers = json("run/backprop.json");
        assertTrue(numbers.path("solved").asBoolean());
        assertEquals(10_000, numbers.path("meanLosses").size());
        assertEquals(6, numbers.at("/trained/W1").size());
    }

    /** Of 400 steps a hundred at the start, then fifty epochs of four up to the last. */
    @ParameterizedTest
    @CsvSource({
        "perceptron --gate XOR, 120",
        "activations, 833",
        "losses, 600",
        "'backprop --epochs 100 --hidden 8,8 --activation relu --lr 0.01', 300",
        "backprop --epochs 20 --hidden 4 --activation gelu, 80"
    })
    void theNumbersAreComparedWithDl4j(String chapter, int compared) throws IOException {
        Cli result = ok("course " + chapter + " --out DIR/run");
        assertTrue(result.out().contains("  used  "), result.out());
        JsonNode checks = json("run/checks.json");
        assertTrue(checks.size() >= 2);
        checks.forEach(check -> assertTrue(check.path("passed").asBoolean(), check::toString));
        assertEquals(compared, checks.at("/1/compared").asInt(), checks::toString);
    }

    /** A chapter whose numbers disagree. */
    @Command(name = "wrong")
    private static final class Wrong extends Chapter.Compared {
        @Override
        Object show(RunFolder run) {
            return Map.of("value", 1.0);
        }

        @Override
        List<Verdict> verdicts(ProgressListener progress) {
            Comparison comparison = new Comparison("one and a half", Tolerances.ROUNDING);
            comparison.add(Comparison.NO_STEP, "value", 1.5, 1.0);
            return List.of(comparison.verdict());
        }
    }

    @ParameterizedTest
    @CsvSource({"--quiet, 3, ''", "--verbose, 3, FAIL one and a half", "--no-check, 0, ''"})
    void aDisagreementIsExitCode3(String option, int code, String said) {
        StringWriter printed = new StringWriter();
        CommandLine command = new CommandLine(new Wrong()).setOut(new PrintWriter(printed, true));
        assertEquals(code, command.execute("--out", folder.resolve("wrong").toString(), option));
        assertTrue(printed.toString().contains(said), printed.toString());
    }
}
