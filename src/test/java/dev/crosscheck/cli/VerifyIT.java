package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.Soak;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.proof.judge.Judge;
import dev.crosscheck.proof.report.Report;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the whole verification once, by its command, and leaves its page at target/reports/comparison.html: every check and every mutant.
 * Only with {@code -Psoak} the XOR training has all its epochs, and the digit trainers by hand a whole epoch of MNIST.
 */
@Order(2) // long, and else among the last
class VerifyIT extends CommandLines {
    @Test
    void everythingAgreesAndEveryMutantIsCaught() throws IOException {
        IdxBytes.subset(folder.resolve("data"), Soak.times(200, 60_000), 100);
        Cli result = ok("verify --epochs " + Soak.times(200, 10_000) + " --data DIR/data --out DIR/report");
        assertTrue(result.out().contains(" 0 disagree. 34 mutants, 0 survive."), result.out());
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
            findings.path("series")
                    .forEach(series -> series.path("points")
                            .forEach(point -> assertTrue(point.path("share").asDouble(2) <= 1, findings::toString)));
        }
        for (String part : List.of(
                "Momentum",
                "AdamW, epsilon on the raw root",
                "class-weights:0.6/3.0",
                "Trainer of tables by hand, every activation",
                "Trainer of tables in DL4J, every activation",
                "batches of 16, 8 rows and the last of an epoch; from the start and from a state after 5000 steps; 48 steps",
                "Trainer of digits by hand, sparse kernels",
                "Trainer of digits by hand, dense kernels",
                "Trainer of digits by hand, plain kernels",
                "Trainer of digits in DL4J, our layers",
                "Trainer of digits in DL4J, stock layers",
                "784-256-10 relu cross-entropy")) {
            assertTrue(json.path("findings").toString().contains(part), part);
        }
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

    private static void needs(String program) {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, program))),
                "no " + program + " here");
    }

    @ParameterizedTest
    @CsvSource({
        "python3, python3 src/reference/judge/network.py",
        "node, node src/reference/judge/network.js",
        "gcc, target/judge-network"
    })
    void theExamplesOfThePageAreRight(String needed, String program) throws Exception {
        needs(needed);
        if (needed.equals("gcc")) {
            List<String> gcc =
                    List.of("gcc", "-O2", "src/reference/judge/network.c", "-o", "target/judge-network", "-lm");
            assertEquals(0, new ProcessBuilder(gcc).inheritIO().start().waitFor());
        }
        Cli result = ok("verify --judge --out DIR/out -- " + program);
        assertTrue(result.sentences().contains("Agrees: all 1566 numbers (float64)"), result.out());
        ok("verify --judge --network 3-4-6-5-2,relu,cross-entropy,sgd,batch:5 --out DIR/deeper -- " + program);
    }

    @Test
    void aSlipIsNamedWhereItShowsFirst() throws IOException {
        needs("python3");
        String judge =
                "verify --judge --seed 5 --json DIR/result.json --out DIR/out -- python3 src/test/judge/loops.py ";
        String said = ended(3, judge + "gradient-summed").sentences();
        for (String part : List.of(
                "DISAGREES, first at start \"ordinary\", step 1, gradient of fc2.weight[0,0]: yours",
                "Right: in step 1 the loss.",
                "Wrong: every gradient is 4 times ours (the batch has 4 rows).",
                "Is the gradient summed over the batch, not averaged?")) {
            assertTrue(said.contains(part), said);
        }
        JsonNode report = json("result.json");
        assertFalse(report.path("agrees").asBoolean());
        assertEquals("gradient-summed", report.at("/causes/0/name").asText());
        assertEquals("grad.fc2.weight", report.at("/first/array").asText());
        String start = Files.readString(folder.resolve("out/ordinary.txt"));
        assertTrue(start.matches("(?s)setup 4-5-3 relu cross-entropy sgd lr:0\\.1 batch:4 .*?seed:5\n.*"), start);
        assertTrue(Files.readString(folder.resolve("out/ordinary-answer.txt")).startsWith("loss 1 1"));
        assertTrue(Files.readString(Path.of("docs/judge.md")).contains("which of " + Judge.SLIPS + " known slips"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "echo loss 1 1 0.5; echo no such layer >&2; exit 7 | ended with exit code 7 at the start \"ordinary\"",
                "echo one >&2; echo two >&2; exit 7 | It wrote on standard error: one / two",
                "sleep 60 | took more than 1 s",
                "yes | wrote more than",
                "true | no step",
                "echo Training... | line 1: expected NAME ROWS COLUMNS, found \"Training...\"",
                "printf '\\033[2Jhi 1 1' | expected NAME ROWS COLUMNS, found \"\\u001B[2Jhi 1 1\"",
            })
    void aProgramThatFailsIsNotJudged(String script, String problem) {
        needs("sh");
        int seconds = script.startsWith("sleep") ? 1 : 60;
        String[] judge = words("verify --judge --timeout " + seconds + " --out DIR/out -- sh -c SCRIPT");
        judge[judge.length - 1] = script;
        Cli result = Cli.run(judge);
        assertEquals(1, result.code(), result.out());
        assertTrue(result.err().contains(problem.replace('/', '|')), result.err());
        assertEquals("", result.out());
    }
}
