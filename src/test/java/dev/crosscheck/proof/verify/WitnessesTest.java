package dev.crosscheck.proof.verify;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.train.Evaluation;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks of single numbers and of evaluations: each passes for the correct implementation and fails for each mutant. */
class WitnessesTest {

    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.startOnCpu();
    }

    static Stream<Findings> findings() {
        return Stream.of(
                EvaluationCheck.findings(Evaluation::of), NumberForms.all().findings());
    }

    @ParameterizedTest
    @MethodSource
    void findings(Findings findings) {
        assertTrue(findings.passed(), () -> findings.verdicts().toString());
    }
}
