package dev.crosscheck.train.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.cuda.EmulatedDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.math.Simd;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong results of a GPU: a bit of one number, and a launch that writes nothing. */
class GpuProofIT {

    @BeforeAll
    static void sparseKernelsAreThere() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
    }

    private static Optional<String> difference(EmulatedDriver driver) {
        try (Gpu gpu = driver.gpu()) {
            return GpuProof.onSamples(gpu);
        }
    }

    @Test
    void theRightKernelsPass() {
        assertEquals(Optional.empty(), difference(EmulatedDriver.right()));
    }

    /** Two steps are done in one call, whose copies are: losses, parameters, m, v, probabilities. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 | 0  | the loss of step 1 is
            1 | 0  | after step 2, 1 of 101770 parameters differ, the first being
            1 | 31 | after step 2, 1 of 101770 parameters differ, the first being
            2 | 0  | after step 2, 1 of 203540 Adam's moments differ, the first being
            3 | 31 | after step 2, 1 of 203540 Adam's moments differ, the first being
            4 | 0  | after step 2, 1 of 210 probabilities differ, the first being
            """)
    void oneBitIsEnough(int copy, int bit, String said) {
        String found = difference(EmulatedDriver.right().flipping(copy, bit)).orElseThrow();
        assertTrue(found.startsWith(said), found);
        assertTrue(found.endsWith(" (batches of 16, 784-128-10)"), found);
    }

    /** Sums of W1, two steps of three launches, probabilities. */
    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3", "4", "5", "6", "7"})
    void aLaunchThatWritesNothingIsFound(int launch) {
        assertTrue(difference(EmulatedDriver.right().skipping(launch)).isPresent());
    }
}
