package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code verify --judge} as a user runs it. */
class VerifyJudgeIT extends CommandLines {
    private static final String LOOPS = "src/test/judge/loops.py";

    private Cli judge(List<String> options, String... command) {
        Path out = folder.resolve("out");
        Stream<String> start = Stream.of("verify", "--judge", "--out", out.toString());
        return Cli.run(Stream.of(start, options.stream(), Stream.of("--"), Stream.of(command))
                .flatMap(words -> words)
                .toArray(String[]::new));
    }

    private static void needs(String program) {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, program))),
                "no " + program + " here");
    }

    @ParameterizedTest
    @MethodSource
    void theExamplesOfThePageAreRight(String program, List<String> command) throws Exception {
        needs(program);
        if (program.equals("gcc")) {
            Process gcc = new ProcessBuilder(
                            "gcc", "-O2", "src/reference/judge/network.c", "-o", "target/judge-network", "-lm")
                    .inheritIO()
                    .start();
            assertEquals(0, gcc.waitFor());
        }
        Cli result = judge(List.of(), command.toArray(String[]::new));
        assertEquals(0, result.code(), result.err() + result.out());
        assertTrue(result.sentences().contains("Agrees: all 1566 numbers (float64)"), result.out());
        result = deeper(command);
        assertEquals(0, result.code(), result.err() + result.out());
    }

    private static Cli deeper(List<String> command) {
        Stream<String> words =
                Stream.of("verify", "--judge", "--network", "3-4-6-5-2 relu cross-entropy sgd batch:5", "--");
        return Cli.run(Stream.concat(words, command.stream()).toArray(String[]::new));
    }

    static Stream<Arguments> theExamplesOfThePageAreRight() {
        return Stream.of(
                Arguments.of("python3", List.of("python3", "src/reference/judge/network.py")),
                Arguments.of("node", List.of("node", "src/reference/judge/network.js")),
                Arguments.of("gcc", List.of("target/judge-network")));
    }

    @Test
    void aSlipIsNamedWhereItShowsFirst() throws IOException {
        needs("python3");
        Path json = folder.resolve("result.json");
        Cli result = judge(List.of("--json", json.toString()), "python3", LOOPS, "gradient-summed");
        assertEquals(3, result.code(), result.err());
        assertTrue(
                result.sentences()
                        .contains("DISAGREES, first at start \"ordinary\", step 1, gradient of fc2.weight[0,0]: yours"),
                result.out());
        assertTrue(result.sentences().contains("every number of the array is 4 times ours."), result.out());
        assertTrue(result.sentences().contains("Is the gradient summed over the batch, not averaged?"), result.out());
        JsonNode report = json("result.json");
        assertFalse(report.path("agrees").asBoolean());
        assertEquals("gradient-summed", report.at("/causes/0/name").asText());
        assertEquals("grad.fc2.weight", report.at("/first/array").asText());
        Path out = folder.resolve("out");
        assertTrue(
                Files.readString(out.resolve("ordinary.txt")).startsWith("setup 4-5-3 relu cross-entropy sgd lr:0.1"));
        assertTrue(Files.readString(out.resolve("ordinary-answer.txt")).startsWith("loss 1 1"));
    }

    @Test
    void severalSlipsThatMakeTheSameNumbersAreAllNamed() {
        needs("python3");
        Cli result = judge(
                List.of("--network", "4-5-3 tanh mse sgd lr:0.1 batch:4"), "python3", LOOPS, "no-factor-two", "loss");
        assertEquals(3, result.code(), result.err());
        assertTrue(result.sentences().contains("One of these; each makes all of these numbers:"), result.out());
        assertTrue(result.sentences().contains("factor 2 or 1/2"), result.out());
        assertTrue(result.sentences().contains("Is the learning rate another one?"), result.out());
        assertTrue(
                result.sentences().contains("Not judged, since it was not written: gradients, parameters."),
                result.out());
    }

    @Test
    void anUnknownCauseIsCalledUnknown() {
        needs("python3");
        Cli result = judge(List.of(), "python3", LOOPS, "clipped");
        assertEquals(3, result.code(), result.err());
        assertTrue(result.sentences().contains("Unknown cause: none of the 52 slips"), result.out());
    }

    @Test
    void withoutACommandItWritesTheStarts() throws IOException {
        Cli result = judge(List.of("--seed", "5"));
        assertEquals(0, result.code(), result.err());
        assertTrue(Files.readString(folder.resolve("out/zeros.txt")).contains("seed:5\n"));
    }

    @Test
    void thePageSaysHowManySlipsThereAre() throws IOException {
        assertTrue(Files.readString(Path.of("docs/judge.md")).contains("which of 52 known slips"));
        assertEquals(52, dev.crosscheck.proof.judge.Judge.SLIPS);
    }

    @ParameterizedTest
    @MethodSource
    void aProgramThatFailsIsNotJudged(String script, String problem) {
        needs("sh");
        Cli result = judge(List.of("--timeout", "2"), "sh", "-c", script);
        assertEquals(1, result.code(), result.out());
        assertTrue(result.err().contains(problem), result.err());
        assertEquals("", result.out());
    }

    static Stream<Arguments> aProgramThatFailsIsNotJudged() {
        return Stream.of(
                Arguments.of(
                        "echo loss 1 1 0.5; echo no such layer >&2; exit 7",
                        "ended with exit code 7 at the start \"ordinary\""),
                Arguments.of("echo one >&2; echo two >&2; exit 7", "It wrote on standard error: one | two"),
                Arguments.of("sleep 60", "took more than 2 s"),
                Arguments.of("yes", "wrote more than"),
                Arguments.of("true", "no step"),
                Arguments.of("echo Training...", "line 1: expected NAME ROWS COLUMNS, found \"Training...\""),
                Arguments.of("printf '\\033[2Jhi 1 1'", "expected NAME ROWS COLUMNS, found \"\\u001B[2Jhi 1 1\""));
    }
}
