package dev.crosscheck.math;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** Whether the JDK's Vector API can be used. */
public final class Simd {
    private Simd() {}

    /**
     * @return whether the Vector API's module is present, and the processor has a fused multiply-add instruction: without it, as on x86-64
     *     before AVX2, the API computes each in arbitrary precision
     */
    public static boolean isThere() {
        return hasModule() && hasFma();
    }

    /** @return whether Java was started with the Vector API's module */
    public static boolean hasModule() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /** @return whether the processor has a fused multiply-add instruction and this Java uses it */
    static boolean hasFma() {
        try {
            HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return Boolean.parseBoolean(vm.getVMOption("UseFMA").getValue());
        } catch (IllegalArgumentException e) {
            return false; // not HotSpot: its Vector API may not use vector instructions
        }
    }
}
