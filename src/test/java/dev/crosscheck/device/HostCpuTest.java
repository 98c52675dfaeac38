package dev.crosscheck.device;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostCpuTest {
    private static final HostCpu OLD = HostCpu.fromCpuinfo(
            "processor\t: 0\nmodel name\t: Intel Xeon X5570\nflags\t\t: fpu sse4_2 popcnt\n\nprocessor\t: 1\n");

    @Test
    void readsLinux() {
        HostCpu cpu = HostCpu.fromCpuinfo("model name\t: AMD EPYC\nflags\t\t: fpu avx avx2 fma avx512f\n");
        assertEquals("AMD EPYC", cpu.model());
        assertEquals("avx2 avx512f fma", cpu.vectorFeatures());
        assertFalse(cpu.lacksAvx2());
        assertTrue(OLD.lacksAvx2());
    }

    @Test
    void readsMacOs() {
        HostCpu cpu = HostCpu.fromSysctl("machdep.cpu.brand_string: Intel(R) Core(TM) i7\n"
                + "machdep.cpu.features: FPU SSE4.2 AVX1.0 FMA\nmachdep.cpu.leaf7_features: RDWRFSGS BMI1 AVX2\n");
        assertEquals("Intel(R) Core(TM) i7", cpu.model());
        assertEquals("avx2 fma", cpu.vectorFeatures());
    }

    @Test
    void avx2NativesOnAProcessorWithoutItAreRefusedByNameOfTheProperty() {
        String platform = HostCpu.platform();
        CrosscheckException e = assertThrows(
                CrosscheckException.class, () -> Nd4jRuntime.checkNatives(Optional.of(platform + "-avx2"), OLD));
        assertEquals(
                "This processor (Intel Xeon X5570) has no AVX2, and this build carries the natives " + platform
                        + "-avx2.",
                e.getMessage());
        assertTrue(e.remedy().contains("-Dnd4j.natives=" + platform), e.remedy());
        assertDoesNotThrow(() -> Nd4jRuntime.checkNatives(Optional.of(platform), OLD));
        assertDoesNotThrow(
                () -> Nd4jRuntime.checkNatives(Optional.of(platform + "-avx2"), new HostCpu("?", "unknown")));
    }

    @Test
    void aBuildWithoutNativesForThisMachineIsRefused() {
        CrosscheckException e =
                assertThrows(CrosscheckException.class, () -> Nd4jRuntime.checkNatives(Optional.empty(), OLD));
        assertTrue(e.getMessage().contains("no ND4J natives for " + HostCpu.platform()), e.getMessage());
    }

    /** So it is in a program that depends on Crosscheck and adds no library. */
    @Test
    void withoutNd4jItSaysWhatToAdd() throws IOException, ReflectiveOperationException {
        URL ours = Nd4jRuntime.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader alone = new URLClassLoader(new URL[] {ours}, ClassLoader.getPlatformClassLoader())) {
            Method start = alone.loadClass(Nd4jRuntime.class.getName()).getMethod("startOnCpu");
            Throwable e = assertThrows(InvocationTargetException.class, () -> start.invoke(null))
                    .getCause();
            assertEquals(CrosscheckException.class.getName(), e.getClass().getName(), e.toString());
            assertTrue(e.getMessage().startsWith("ND4J is to start, and it is not on the class path: "), e.toString());
            assertTrue(e.toString().contains("docs/library.md#train-with-deeplearning4j"), e.toString());
        }
    }

    @Test
    void findsTheNativesOfThisBuild() {
        assertTrue(Nd4jRuntime.natives().orElseThrow().startsWith(HostCpu.platform()));
    }
}
