package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures of the README's first run are those of this build and its default seed, on every processor. */
@Tag("ci")
class ReadmeFiguresIT {
    private static final Pattern SAMPLE = Pattern.compile(
            "(?m)^Test Epoch: 10  Average loss: (0\\.\\d{4})  Accuracy: (\\d{4})/10000 \\((\\d\\d\\.\\d\\d)%\\)  \\d+\\.\\d s\n"
                    + "Weights: sha256 ([0-9a-f]{64})$");
    private static final Pattern ONE_EPOCH = Pattern.compile("\\(`--epochs 1`\\) the hash is `([0-9a-f]{64})`");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"dl4j", "by-hand"})
    void aRunWithTheDefaultsEndsAsTheSample(String trainer) throws IOException {
        Matcher sample = SAMPLE.matcher(Files.readString(Path.of("README.md")));
        assertTrue(sample.find());
        JsonNode run = run("--trainer", trainer);
        assertEquals(sample.group(4), run.path("parametersSha256").asText());
        JsonNode last = run.path("epochs").path(9);
        double percent = last.path("testAccuracyPercent").asDouble();
        assertEquals(
                sample.group(1),
                String.format(Locale.ROOT, "%.4f", last.path("testLoss").asDouble()));
        assertEquals(sample.group(2), Long.toString(Math.round(100 * percent)));
        assertEquals(sample.group(3), String.format(Locale.ROOT, "%.2f", percent));
    }

    /** .ci/run trains that epoch, by the packaged program and by one in C. */
    @Test
    void pagesHaveTheHashOfOneEpoch() throws IOException {
        Matcher one = ONE_EPOCH.matcher(Files.readString(Path.of("README.md")));
        assertTrue(one.find());
        String numbers = Files.readString(Path.of("docs", "internals", "numerics.md"));
        assertTrue(numbers.contains("| 1 | `" + one.group(1) + "` |"));
        assertTrue(Files.readString(Path.of("README.zh-CN.md")).contains("`" + one.group(1) + "`"));
    }

    private JsonNode run(String... options) throws IOException {
        Path out = folder.resolve("run");
        List<String> words =
                new ArrayList<>(List.of("train", "--quiet", "--no-check", "--device", "cpu", "--out", out.toString()));
        words.addAll(List.of(options));
        Cli result = Cli.run(words.toArray(String[]::new));
        assertEquals(0, result.code(), result.err());
        return new ObjectMapper().readTree(out.resolve("run.json").toFile());
    }

    @Test
    void otherPagesHaveTheSampleToo() throws IOException {
        Matcher sample = SAMPLE.matcher(Files.readString(Path.of("README.md")));
        assertTrue(sample.find());
        assertTrue(Files.readString(Path.of("README.zh-CN.md"))
                .contains(sample.group().replaceFirst("  \\S+ s\n(?s:.*)$", "")));
        assertTrue(Files.readString(Path.of("README.zh-CN.md")).contains(sample.group(4)));
        assertTrue(Files.readString(Path.of("docs", "internals", "numerics.md"))
                .contains("| 10 | `" + sample.group(4) + "` |"));
    }
}
