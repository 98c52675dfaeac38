package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.Tolerances;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkVerificationIT {
    @TempDir
    Path folder;

    private Cli verify(String... more) {
        String[] args = {"verify", "--out", folder.resolve("report").toString()};
        return Cli.run(Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void eachNetworkHasItsTableAndTheReportHasBoth() throws IOException {
        Cli result =
                verify("--network", "3-4-2 tanh huber", "--network", "5-3,cross-entropy,adamw,seed:4", "--seed", "7");
        assertEquals(0, result.code(), result.err());
        assertTrue(
                result.out().startsWith("Network 3-4-2 tanh huber adam lr:0.001 batch:16 seed:7\n16 random rows; "),
                result.out());
        assertTrue(
                result.out().contains("\nNetwork 5-3 cross-entropy adamw lr:0.001 batch:16 seed:4\n16 random rows; "),
                result.out());
        assertTrue(result.out().contains("\ndW2, against central differences  "), result.out());
        assertFalse(result.out().contains("FAIL"), result.out());
        assertTrue(
                result.out().matches("(?s).*\n3 checks with 40 comparisons in \\d+\\.\\d s: 0 disagree\\.\n.*"),
                result.out());
        String page = Files.readString(folder.resolve("report/comparison.html"));
        assertTrue(page.contains("Everything agrees. 3 checks with 40 comparisons: 0 disagree."), page);
        JsonNode json = new ObjectMapper()
                .readTree(folder.resolve("report/comparison.json").toFile());
        assertEquals(3, json.path("findings").size());
        assertTrue(result.out().contains("\nTrainer: by hand, "), result.out());
        assertTrue(
                result.out()
                        .replaceAll("\\s+", " ")
                        .contains(
                                " A trainer of 3-4-2 tanh huber adam lr:0.001 batch:16 seed:7: train trains no such network."),
                result.out());
    }

    @Test
    void whatCannotBeCheckedIsAFailureThatLeavesNothing() {
        Cli result = verify("--network", "2000-1000");
        assertEquals(1, result.code());
        assertEquals("""
                A network of 2001000 parameters: at most 2000000 can be checked
                Check a smaller one with layers of the same kinds.
                """, result.err());
        assertFalse(Files.exists(folder.resolve("report")));
    }

    @Test
    void aDisagreementIsExitCode3() {
        Comparison comparison = new Comparison("two", Tolerances.EXACT);
        comparison.add(0, "two", 2, 2);
        Findings good = new Findings("good", "", List.of(comparison.verdict()), List.of());
        comparison.add(1, "two", 2, 3);
        Findings bad = new Findings("bad", "", List.of(comparison.verdict()), List.of());
        assertEquals(0, Verification.exitCode(List.of(good), List.of()));
        assertEquals(3, Verification.exitCode(List.of(good, bad), List.of()));
    }
}
