package dev.crosscheck.proof.verify;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.AdamW;
import dev.crosscheck.nn.optim.Momentum;
import dev.crosscheck.proof.compare.Findings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OptimizerCheckTest {
    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.startOnCpu();
    }

    @Test
    void momentumAndAdamWAgreeWithDl4jOverAThousandSteps() {
        assertAgrees(OptimizerCheck.momentum());
        assertAgrees(OptimizerCheck.adamW());
    }

    private static void assertAgrees(Findings findings) {
        findings.verdicts().forEach(verdict -> assertTrue(verdict.passed(), verdict::line));
    }

    @Test
    void slipsAreFound() {
        assertFalse(OptimizerCheck.momentum(new Momentum(0.0001, 0)).passed(), "without μ");
        assertFalse(OptimizerCheck.momentum(new Momentum(0.0001, 0.9f)).passed(), "μ in single precision");
        assertFalse(OptimizerCheck.adamW(new Adam(0.001, Adam.Epsilon.ON_RAW)).passed(), "without decay");
        assertFalse(
                OptimizerCheck.adamW(new AdamW(0.001, 0.1, Adam.Epsilon.ON_CORRECTED))
                        .passed(),
                "epsilon");
    }
}
