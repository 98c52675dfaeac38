package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crosscheck.proof.judge.Judge;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code verify --judge} as a user runs it. */
class VerifyJudgeIT extends CommandLines {
    private static final String LOOPS = " -- python3 src/test/judge/loops.py ";

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
        Cli result =
                ended(3, "verify --judge --seed 5 --json DIR/result.json --out DIR/out" + LOOPS + "gradient-summed");
        String said = result.sentences();
        assertTrue(
                said.contains("DISAGREES, first at start \"ordinary\", step 1, gradient of fc2.weight[0,0]: yours"),
                said);
        assertTrue(said.contains("every number of the array is 4 times ours."), said);
        assertTrue(said.contains("Is the gradient summed over the batch, not averaged?"), said);
        JsonNode report = json("result.json");
        assertFalse(report.path("agrees").asBoolean());
        assertEquals("gradient-summed", report.at("/causes/0/name").asText());
        assertEquals("grad.fc2.weight", report.at("/first/array").asText());
        String start = Files.readString(folder.resolve("out/ordinary.txt"));
        assertTrue(start.matches("(?s)setup 4-5-3 relu cross-entropy sgd lr:0\\.1 batch:4 .*?seed:5\n.*"), start);
        assertTrue(Files.readString(folder.resolve("out/ordinary-answer.txt")).startsWith("loss 1 1"));
    }

    @Test
    void slipsThatMakeTheSameNumbersAreAllNamedAndAnUnknownOneIsNot() throws IOException {
        needs("python3");
        Cli several = ended(
                3,
                "verify --judge --network 4-5-3,tanh,mse,sgd,lr:0.1,batch:4 --out DIR/several" + LOOPS
                        + "no-factor-two loss");
        for (String part : List.of(
                "One of these; each makes all of these numbers:",
                "factor 2 or 1/2",
                "Is the learning rate another one?",
                "Not judged, since it was not written: gradients, parameters.")) {
            assertTrue(several.sentences().contains(part), several.out());
        }
        Cli unknown = ended(3, "verify --judge --out DIR/unknown" + LOOPS + "clipped");
        assertTrue(unknown.sentences().contains("Unknown cause: none of the 52 slips"), unknown.out());
        assertEquals(52, Judge.SLIPS);
        assertTrue(Files.readString(Path.of("docs/judge.md")).contains("which of 52 known slips"));
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
        String[] judge = words("verify --judge --timeout 1 --out DIR/out -- sh -c SCRIPT");
        judge[judge.length - 1] = script;
        Cli result = Cli.run(judge);
        assertEquals(1, result.code(), result.out());
        assertTrue(result.err().contains(problem.replace('/', '|')), result.err());
        assertEquals("", result.out());
    }
}
