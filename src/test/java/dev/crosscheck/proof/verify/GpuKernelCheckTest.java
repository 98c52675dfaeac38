package dev.crosscheck.proof.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.ptx.PtxInterpreter;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Simd;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import java.lang.reflect.Proxy;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The line of {@code verify} about the kernels for GPUs. */
class GpuKernelCheckTest {
    private static final String TITLE = "GPU kernels, by the interpreter, against CPU: ";

    @BeforeEach
    void sparseKernelsAreThere() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
    }

    private static ImageSet images() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] pixels = new byte[400 * 36];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0);
        }
        byte[] labels = new byte[400];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) random.nextInt(10);
        }
        return new ImageSet(pixels, labels, 6, 6);
    }

    @Test
    void noBitDiffers() {
        Findings findings =
                GpuKernelCheck.findings(images(), 1, ProgressListener.NONE).orElseThrow();
        assertEquals(TITLE + "0 bits differ", findings.title());
        assertTrue(findings.passed());
        assertEquals(51, findings.verdicts().get(0).compared(), "steps");
    }

    @Test
    void anotherFormulaIsSeen() {
        Findings findings = slipped("sqrt.rn.f32", "mov.f32");
        assertFalse(findings.passed());
        assertTrue(findings.title().matches(TITLE + "[1-9]\\d* bits differ"), findings.title());
    }

    @Test
    void aFaultIsNoAgreement() {
        Findings findings = slipped("bar.sync \t0;", "");
        assertFalse(findings.passed());
        assertEquals("GPU kernels, by the interpreter, against CPU: a kernel failed", findings.title());
        assertTrue(findings.note().contains("Kernel forward, PTX line "), findings.note());
    }

    private static Findings slipped(String text, String instead) {
        try (Gpu gpu = new PtxInterpreter()) {
            Gpu slipped =
                    (Gpu) Proxy.newProxyInstance(Gpu.class.getClassLoader(), new Class<?>[] {Gpu.class}, (p, m, a) -> {
                        if (!m.getName().equals("load")) {
                            return m.invoke(gpu, a);
                        }
                        String ptx = (String) a[0];
                        assertTrue(ptx.contains(text), "the place of the slip");
                        return gpu.load(ptx.replace(text, instead));
                    });
            return GpuKernelCheck.findings(images(), 1, ProgressListener.NONE, slipped);
        }
    }
}
