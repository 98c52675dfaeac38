package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The figures of the README's first run are those of this build and its default seed, on every processor. */
@Tag("ci")
class ReadmeFiguresIT extends CommandLines {
    private static final Pattern SAMPLE = Pattern.compile(
            "(?m)^Test Epoch: 10  Average loss: (0\\.\\d{4})  Accuracy: (\\d{4})/10000 \\((\\d\\d\\.\\d\\d)%\\)  \\d+\\.\\d s\n"
                    + "Weights: sha256 ([0-9a-f]{64})$");
    private static final Pattern ONE_EPOCH = Pattern.compile("\\(`--epochs 1`\\) the hash is `([0-9a-f]{64})`");

    private static final Pattern CONVOLUTION = Pattern.compile(
            "crosscheck train (--trainer by-hand .*) --out runs/conv(?s:.*?)loss: (0\\.\\d{4})  Accuracy: \\d{4}/10000 \\((\\d\\d\\.\\d\\d)%\\)"
                    + "(?s:.*?)sha256 ([0-9a-f]{64})");

    private Matcher sample;
    private Matcher one;

    @BeforeEach
    void read() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        sample = SAMPLE.matcher(readme);
        one = ONE_EPOCH.matcher(readme);
        assertTrue(sample.find() && one.find());
    }

    @Test
    void aRunWithTheDefaultsEndsAsTheSample() throws IOException {
        ok("train --quiet --no-check --device cpu --trainer dl4j --out DIR/run");
        JsonNode run = json("run/run.json");
        assertEquals(sample.group(4), run.path("parametersSha256").asText());
        JsonNode last = run.path("epochs").path(9);
        double percent = last.path("testAccuracyPercent").asDouble();
        assertEquals(
                sample.group(1),
                String.format(Locale.ROOT, "%.4f", last.path("testLoss").asDouble()));
        assertEquals(sample.group(2), Long.toString(Math.round(100 * percent)));
        assertEquals(sample.group(3), String.format(Locale.ROOT, "%.2f", percent));
    }

    /** What notebook 7 records of the whole set: its command ends with these figures. */
    @Test
    void theNotebooksConvolutionReaches99Percent() throws IOException {
        String notebook = Files.readString(Path.of("notebooks", "07-convolution.ipynb"));
        Matcher recorded = CONVOLUTION.matcher(notebook);
        assertTrue(recorded.find());
        ok("train --quiet --no-check --device cpu " + recorded.group(1) + " --out DIR/run");
        JsonNode run = json("run/run.json");
        JsonNode last = run.path("epochs").path(3);
        assertTrue(last.path("testAccuracyPercent").asDouble() > 99, last::toString);
        assertEquals(
                List.of(recorded.group(2), recorded.group(3), recorded.group(4)),
                List.of(
                        String.format(Locale.ROOT, "%.4f", last.path("testLoss").asDouble()),
                        String.format(
                                Locale.ROOT,
                                "%.2f",
                                last.path("testAccuracyPercent").asDouble()),
                        run.path("parametersSha256").asText()));
    }

    /** That hash .ci/run compares with those of the packaged program and of one in C. */
    @Test
    void otherPagesHaveThemToo() throws IOException {
        String chinese = Files.readString(Path.of("README.zh-CN.md"));
        assertTrue(chinese.contains(sample.group().replaceFirst("  \\S+ s\n(?s:.*)$", "")));
        assertTrue(chinese.contains(sample.group(4)) && chinese.contains("`" + one.group(1) + "`"));
        String numbers = Files.readString(Path.of("docs", "internals", "numerics.md"));
        for (String row : List.of("| 1 | `" + one.group(1) + "` |", "| 10 | `" + sample.group(4) + "` |")) {
            assertTrue(numbers.contains(row), row);
        }
    }
}
