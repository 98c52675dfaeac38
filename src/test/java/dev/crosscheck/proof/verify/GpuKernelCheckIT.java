package dev.crosscheck.proof.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.cuda.ptx.PtxInterpreter;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Simd;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code verify --device cuda} on the interpreter: four steps of the default network, and two of five networks of awkward sizes. */
class GpuKernelCheckIT {
    private static final String TITLE = "GPU kernels, on PTX interpreter, against CPU";
    private static ImageSet images;

    @BeforeAll
    static void read() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
        images = IdxBytes.mnist().train().first(200);
    }

    @Test
    void noBitDiffers() {
        Findings findings = slipped(images, "sqrt.rn.f32", "sqrt.rn.f32");
        assertEquals(TITLE, findings.title());
        assertTrue(findings.passed());
        assertEquals(4 + 2 * 5, findings.verdicts().get(0).compared(), "steps");
    }

    @Test
    void anotherFormulaIsSeen() {
        Findings findings = slipped(images.first(64), "sqrt.rn.f32", "mov.f32");
        assertFalse(findings.passed());
    }

    @Test
    void aFaultIsNoAgreement() {
        GpuException fault = assertThrows(GpuException.class, () -> slipped(images, "bar.sync \t0;", ""));
        assertTrue(fault.getMessage().contains("Kernel forward, PTX line "), fault.getMessage());
    }

    private static Findings slipped(ImageSet images, String text, String instead) {
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
            return GpuKernelCheck.findings(images, 1, ProgressListener.NONE, slipped);
        }
    }
}
