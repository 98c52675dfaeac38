package dev.crosscheck.proof.verify;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.nn.optim.AdamW;
import dev.crosscheck.nn.optim.Momentum;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OptimizerCheckTest {
    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.startOnCpu();
    }

    @ParameterizedTest
    @EnumSource
    void optimizersAgreeOverAThousandSteps(OptimizerCheck check) {
        check.findings().verdicts().forEach(verdict -> assertTrue(verdict.passed(), verdict::line));
    }

    @Test
    void slipsAreFound() {
        assertFalse(OptimizerCheck.MOMENTUM.findings(new Momentum(0.0001, 0)).passed(), "without μ");
        assertFalse(OptimizerCheck.MOMENTUM.findings(new Momentum(0.0001, 0.9f)).passed(), "μ in single precision");
        assertFalse(
                OptimizerCheck.ADAMW
                        .findings(new Adam(0.001, Adam.Epsilon.ON_RAW))
                        .passed(),
                "without decay");
        assertFalse(
                OptimizerCheck.ADAMW
                        .findings(new AdamW(0.001, 0.1, Adam.Epsilon.ON_CORRECTED))
                        .passed(),
                "epsilon");
    }
}
