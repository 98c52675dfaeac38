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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the commands of the course leave, compare and start from. What they print is in the transcripts. */
class CourseCommandsIT extends CommandLines {
    /** Of 400 steps a hundred at the start, then fifty epochs of four up to the last. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "perceptron --gate XOR | decision.png perceptron.json | 120",
                "descent | rates.png neurons.png descent.json | 1",
                "activations | functions.png derivatives.png variants.png activations.json | 833",
                "losses | losses.png huber.png losses.json | 600",
                "backprop --epochs 100 --hidden 8,8 --activation relu --lr 0.01 | graph.png decision.png loss.png backprop.json | 300",
                "convolution --pool | gradient.png convolution.json | 1"
            })
    void theNumbersAreComparedWithDl4jAndDrawn(String chapter, String left, int compared) throws IOException {
        Cli result = ok("course " + chapter + " --out DIR/run");
        assertTrue(result.out().contains("  used  "), result.out());
        JsonNode checks = json("run/checks.json");
        assertTrue(checks.size() >= 2);
        checks.forEach(check -> assertTrue(check.path("passed").asBoolean(), check::toString));
        assertEquals(compared, checks.at("/1/compared").asInt(), checks::toString);
        Set<String> files = new TreeSet<>(Set.of(left.split(" ")));
        files.addAll(Set.of("checks.json", "log.txt"));
        assertEquals(files, files(folder.resolve("run")));
        for (String name : left.split(" ")) {
            if (name.endsWith(".png")) {
                BufferedImage image =
                        ImageIO.read(folder.resolve("run").resolve(name).toFile());
                int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
                assertTrue(Arrays.stream(pixels).distinct().count() > 10, name + " is not blank");
            }
        }
    }

    @Test
    void xorIsLearnedWithTheDefaults() throws IOException {
        String said = ok("course backprop --no-check --out DIR/run").out();
        for (String part : List.of(
                "Epoch 0, Loss: 0.72069\nEpoch 1000, Loss: 0.099372\nEpoch 2000, Loss: 0.098095\n",
                "(0, 0)  Prediction: 0.0000",
                "(0, 1)  Prediction: 1.0000",
                "(1, 0)  Prediction: 1.0000",
                "(1, 1)  Prediction: 0.0000")) {
            assertTrue(said.contains(part), said);
        }
        JsonNode numbers = json("run/backprop.json");
        assertTrue(numbers.path("solved").asBoolean());
        assertEquals(10_000, numbers.path("meanLosses").size());
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
    @CsvSource({"--verbose, 3, FAIL one and a half", "--no-check, 0, ''"})
    void aDisagreementIsExitCode3(String option, int code, String said) {
        StringWriter printed = new StringWriter();
        CommandLine command = new CommandLine(new Wrong()).setOut(new PrintWriter(printed, true));
        assertEquals(code, command.execute("--out", folder.resolve("wrong").toString(), option));
        assertTrue(printed.toString().contains(said), printed.toString());
    }
}
