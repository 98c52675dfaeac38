package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.Digest;
import dev.crosscheck.Soak;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.showing.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Runs the whole verification once, by its command, and leaves its page at target/reports/comparison.html: every check and every mutant.
 * Only with {@code -Psoak} the XOR training has all its epochs, and the digit trainers by hand a whole epoch of MNIST.
 */
class VerifyIT extends CommandLines {
    @Test
    void everythingAgreesAndEveryMutantIsCaught() throws IOException {
        IdxBytes.subset(folder.resolve("data"), Soak.times(640, 60_000), 100);
        Cli result = ok("verify --epochs " + Soak.times(200, 10_000) + " --data DIR/data --out DIR/report");
        assertTrue(result.out().contains(" 0 disagree. 28 mutants, 0 survive."), result.out());
        String page = Files.readString(folder.resolve("report/comparison.html"));
        Files.createDirectories(Path.of("target", "reports"));
        Files.writeString(Path.of("target", "reports", "comparison.html"), page);
        assertFalse(
                page.contains("http:") || page.contains("https:") || page.contains("<script") || page.contains("<link"),
                "self-contained");
        assertTrue(page.contains("Everything agrees.") && page.contains("<svg"));
        JsonNode json = json("report/comparison.json");
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
        for (String part : List.of(
                "Momentum",
                "AdamW, epsilon on the raw root",
                "class-weights:0.6/3.0",
                "Trainer of tables by hand, every activation",
                "Trainer of tables in DL4J, every activation",
                "batches of 16, 8 rows and the last of an epoch; from the start and from a state after 5000 steps; 48 steps")) {
            assertTrue(json.path("findings").toString().contains(part), part);
        }
        for (String trainer : List.of(
                "by hand, sparse kernels",
                "by hand, dense kernels",
                "by hand, plain kernels",
                "in DL4J, our layers",
                "in DL4J, stock layers")) {
            JsonNode digits = findings(json, "Trainer of digits " + trainer);
            assertTrue(digits.path("verdicts").toString().contains("784-256-10 relu cross-entropy"), digits::toString);
            assertTrue(digits.at("/series/0/points").size() > 3, digits::toString);
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
        return Verification.exitCode(new Report("", 0, Map.of(), List.of(findings), List.of(mutant), List.of()));
    }

    /** What is said of recordings is in the transcripts. */
    @Test
    void aRecordingIsJudgedStepByStep() throws IOException {
        Path recordings = Path.of("src", "test", "resources", "recordings");
        ok("verify " + recordings.resolve("honest-10.npz") + " --out DIR/agrees");
        JsonNode report = json("agrees/replay.json");
        assertTrue(report.at("/outcome/agrees").asBoolean());
        assertEquals(
                Digest.sha256(recordings.resolve("honest-10.npz")),
                report.path("sha256").asText());
        assertEquals(2, report.at("/outcome/sides").size());
        String altered = recordings.resolve("altered-01-step-5-loss-off.npz").toString();
        ended(3, "verify " + altered + " --out DIR/disagrees --json DIR/result.json");
        assertFalse(json("result.json").at("/outcome/agrees").asBoolean(true));
        assertEquals(5, json("result.json").at("/outcome/first/step").asInt());
    }
}
