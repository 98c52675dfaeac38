package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.Soak;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the whole verification once, by its command, and leaves its page at target/reports/comparison.html: every check and every mutant.
 * Only with {@code -Psoak} the XOR training has all its epochs, and the digit trainers by hand a whole epoch of MNIST.
 */
class VerifyIT {
    private static final Path PAGE = Path.of("target", "reports", "comparison.html");

    @TempDir
    static Path folder;

    private static Cli result;

    @BeforeAll
    static void verify() throws IOException {
        Path out = folder.resolve("report");
        Path digits = IdxBytes.subset(folder.resolve("data"), Soak.times(2000, 60_000), 100);
        String epochs = Integer.toString(Soak.times(400, 10_000));
        result = Cli.run("verify", "--epochs", epochs, "--data", digits.toString(), "--out", out.toString());
        Files.createDirectories(PAGE.getParent());
        Files.copy(out.resolve("comparison.html"), PAGE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void everythingAgreesAndEveryMutantIsCaught() {
        assertEquals(0, result.code(), result.out());
        assertTrue(result.out().contains(" 0 disagree. 28 mutants, 0 survive."), result.out());
    }

    @Test
    void thePageNeedsNothingButItself() throws IOException {
        String page = Files.readString(PAGE);
        assertFalse(
                page.contains("http:") || page.contains("https:") || page.contains("<script") || page.contains("<link"),
                "self-contained");
        assertTrue(page.contains("Everything agrees."));
        assertTrue(page.contains("<svg"));
    }

    @Test
    void theSameAsJson() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(folder.resolve("report/comparison.json").toFile());
        for (JsonNode findings : json.path("findings")) {
            assertFalse(
                    findings.path("verdicts").isEmpty(), findings.path("title").asText());
            findings.path("verdicts")
                    .forEach(verdict -> assertTrue(verdict.path("passed").asBoolean(), verdict::toString));
            findings.path("series")
                    .forEach(series -> series.path("points")
                            .forEach(point -> assertTrue(point.path("share").asDouble(2) <= 1, findings::toString)));
        }
        assertEquals(28, json.path("mutants").size());
        for (String part : new String[] {
            "Momentum",
            "AdamW, epsilon on the raw root",
            "class-weights:0.6/3.0",
            "Trainer of tables by hand, every activation",
            "Trainer of tables in DL4J, every activation",
            "batches of 16, 8 rows and the last of an epoch; from the start and from a state after 5000 steps; 48 steps"
        }) {
            assertTrue(json.path("findings").toString().contains(part), part);
        }
        assertEquals("CUDA", json.path("notVerified").path(0).path("what").asText());
        assertTrue(result.out().contains("\nNot verified by this run:\n  CUDA: "), result.out());
        assertTrue(result.out().contains("\n  Kernels for GPUs (CUDA by hand): "), result.out());
        for (String trainer : new String[] {
            "by hand, sparse kernels",
            "by hand, dense kernels",
            "by hand, plain kernels",
            "in DL4J, our layers",
            "in DL4J, stock layers"
        }) {
            JsonNode digits = findings(json, "Trainer of digits " + trainer);
            assertTrue(digits.path("verdicts").toString().contains("784-256-10 relu cross-entropy"), digits::toString);
            assertTrue(digits.path("series").path(0).path("points").size() > 3, digits::toString);
        }
    }

    private static JsonNode findings(JsonNode report, String title) {
        for (JsonNode findings : report.path("findings")) {
            if (findings.path("title").asText().equals(title)) {
                return findings;
            }
        }
        throw new AssertionError(title);
    }

    @Test
    void aDisagreementOrASurvivingMutantIsExitCode3() {
        Comparison comparison = new Comparison("two", Tolerances.EXACT);
        comparison.add(0, "two", 2, 2);
        Verdict good = comparison.verdict();
        comparison.add(1, "two", 2, 3);
        Verdict bad = comparison.verdict();
        assertEquals(0, code(good, new MutantOutcome("m", "s", true, List.of(bad))));
        assertEquals(3, code(bad, new MutantOutcome("m", "s", true, List.of(bad))));
        assertEquals(3, code(good, new MutantOutcome("survives", "s", true, List.of(good))));
        assertEquals(3, code(good, new MutantOutcome("control fails", "s", false, List.of(bad))));
    }

    private static int code(Verdict verdict, MutantOutcome mutant) {
        Findings findings = new Findings("check", "", List.of(verdict), List.of());
        return Verification.exitCode(List.of(findings), List.of(mutant));
    }
}
