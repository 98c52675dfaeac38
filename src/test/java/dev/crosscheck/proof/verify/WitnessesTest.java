package dev.crosscheck.proof.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.MutantOutcome;
import dev.crosscheck.proof.verify.Mutants.Mutant;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks of everything before and after the training steps: each passes for the correct implementation and fails for each mutant. */
class WitnessesTest {

    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.startOnCpu();
    }

    static Stream<Findings> findings() {
        return Stream.concat(
                MadeTable.findings().stream(),
                Stream.of(
                        EvaluationCheck.findings(),
                        InitializationCheck.findings(1),
                        InitializationCheck.findings(2),
                        NeuronCheck.findings(),
                        OutputCheck.findings()));
    }

    @ParameterizedTest
    @MethodSource
    void findings(Findings findings) {
        assertTrue(findings.passed(), () -> findings.verdicts().toString());
    }

    @Test
    void theBestEpochIsChosenByValidationAndNeverByTest() {
        Findings findings = BestEpochCheck.findings();
        findings.verdicts().forEach(verdict -> assertTrue(verdict.passed(), verdict::line));
    }

    @Test
    void foldsAreUnknownToTheNetworksThatTheyJudge() {
        Findings findings = FoldsCheck.findings();
        findings.verdicts().forEach(verdict -> assertTrue(verdict.passed(), verdict::line));
    }

    static Stream<Mutant> mutants() {
        return Stream.of(
                        MadeTable.mutants(),
                        EvaluationCheck.mutants(),
                        InitializationCheck.mutants(),
                        NeuronCheck.mutants(),
                        BestEpochCheck.mutants(),
                        FoldsCheck.mutants())
                .flatMap(mutants -> mutants);
    }

    @ParameterizedTest
    @MethodSource
    void mutants(Mutant mutant) {
        MutantOutcome outcome = mutant.run();
        assertTrue(outcome.controlPassed(), "the right one");
        assertTrue(outcome.caught(), () -> outcome.name() + ": " + outcome.verdicts());
    }

    @Test
    void cellsAreCutAsTheStandardSays() {
        byte[] file = "\uFEFFa;\"b;1\";\n\n\"x \"\"y\"\"\"; 2 ;\"1\n2\"\r\n3;;NA".getBytes(StandardCharsets.UTF_8);
        CsvWitness read = CsvWitness.of(file, TableOptions.FOUND.withDelimiter(';'));
        assertEquals(List.of("a", "b;1", "column3"), read.names());
        assertEquals(2, read.rows().size());
        assertArrayEquals(new String[] {"x \"y\"", "2", "1\n2"}, read.rows().get(0));
        assertArrayEquals(new String[] {"3", "", "NA"}, read.rows().get(1));
        assertEquals(
                List.of("column1", "column2"),
                CsvWitness.of("1\t2\n3\t4\n".getBytes(StandardCharsets.UTF_16), TableOptions.FOUND)
                        .names());
    }
}
