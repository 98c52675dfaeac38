package dev.crosscheck.math;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** Whether the JDK's Vector API can be used. */
public final class Simd {
    private Simd() {}

    /**
     * @return whether its module is there, and the processor has an instruction for a·b + c: without that, as on x86-64
     *     before AVX2, the API computes each in arbitrary precision
     */
    public static boolean isThere() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return false;
        }
        return hasFma();
    }

    /** @return whether the processor has an instruction for a·b + c, and this Java uses it */
    static boolean hasFma() {
        try {
            HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return Boolean.parseBoolean(vm.getVMOption("UseFMA").getValue());
        } catch (IllegalArgumentException e) {
            return false; // another virtual machine, whose vectors may not be vectors
        }
    }
}
