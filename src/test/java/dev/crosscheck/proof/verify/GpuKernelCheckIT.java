package dev.crosscheck.proof.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.cuda.EmulatedDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Simd;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code verify --device cuda} on the emulator: four steps of the default network, and two of five networks of awkward sizes. */
class GpuKernelCheckIT {
    private static final String TITLE = "GPU kernels, on NVIDIA H100 (compute capability 9.0), against CPU";
    private static ImageSet images;

    @BeforeAll
    static void read() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
        images = IdxBytes.mnist().train().first(200);
    }

    private static Findings findings(EmulatedDriver driver, int count) {
        try (Gpu gpu = driver.gpu()) {
            return GpuKernelCheck.findings(images.first(count), 1, ProgressListener.NONE, gpu);
        }
    }

    private static EmulatedDriver slipped(String text, String instead) {
        return EmulatedDriver.of(EmulatedDriver.source().replace(text, instead));
    }

    @Test
    void noBitDiffers() {
        Findings findings = findings(EmulatedDriver.right(), 200);
        assertEquals(TITLE, findings.title());
        assertTrue(findings.passed());
        assertEquals(4 + 2 * 5, findings.verdicts().get(0).compared(), "steps");
    }

    @Test
    void anotherFormulaIsSeen() {
        Findings findings = findings(slipped("__fsqrt_rn(v)", "v"), 64);
        assertFalse(findings.passed());
    }

    @Test
    void aFaultIsNoAgreement() {
        EmulatedDriver fault = slipped("int lane = threadIdx.x % TILE_UNITS;", "int lane = threadIdx.x;");
        GpuException e = assertThrows(GpuException.class, () -> findings(fault, 64));
        assertTrue(e.getMessage().contains(" failed with CUDA_ERROR_NUMBER_700 (700)"), e.getMessage());
    }
}
