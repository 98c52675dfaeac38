package dev.crosscheck.device;

import dev.crosscheck.files.BuildInfo;
import dev.crosscheck.limits.Members;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The environment of a run: recorded with it, and shown by {@code doctor}. ND4J must have been started.
 *
 * @param crosscheck Crosscheck's version
 * @param nd4j version of ND4J and Deeplearning4j
 * @param javacpp version of JavaCPP
 * @param java version and vendor of the Java virtual machine
 * @param os name, version and architecture of the operating system
 * @param cpu the processor's name
 * @param vectorFeatures its vector instructions, or "unknown"
 * @param cores processors that the JVM may use
 * @param device on which ND4J runs
 * @param backend ND4J's backend class
 * @param natives classifier of the CPU natives
 * @param blas the BLAS library, with the kernel that it chose for this processor
 * @param blasThreads threads BLAS uses
 * @param openMpThreads threads OpenMP uses
 * @param heapLimitMib largest Java heap, in MiB
 * @param offHeapLimitMib largest native memory for arrays, in MiB
 */
public record Environment(
        String crosscheck,
        String nd4j,
        String javacpp,
        String java,
        String os,
        String cpu,
        String vectorFeatures,
        int cores,
        String device,
        String backend,
        String natives,
        String blas,
        int blasThreads,
        int openMpThreads,
        long heapLimitMib,
        long offHeapLimitMib) {

    /** Used instead of a version where this process uses no natives. */
    public static final String NONE = "none";

    private static final int LONGEST = 1000;
    private static final int LONGEST_FEATURES = 10_000;

    /** @throws Members.Unfit for texts that are too long or contain control characters, and for negative numbers */
    public Environment {
        Members.plain("crosscheck", crosscheck, 0, LONGEST);
        Members.plain("nd4j", nd4j, 0, LONGEST);
        Members.plain("javacpp", javacpp, 0, LONGEST);
        Members.plain("java", java, 0, LONGEST);
        Members.plain("os", os, 0, LONGEST);
        Members.plain("cpu", cpu, 0, LONGEST);
        Members.plain("vectorFeatures", vectorFeatures, 0, LONGEST_FEATURES);
        Members.whole("cores", cores, 0, Integer.MAX_VALUE);
        Members.plain("device", device, 0, LONGEST);
        Members.plain("backend", backend, 0, LONGEST);
        Members.plain("natives", natives, 0, LONGEST);
        Members.plain("blas", blas, 0, LONGEST);
        Members.whole("blasThreads", blasThreads, 0, Integer.MAX_VALUE);
        Members.whole("openMpThreads", openMpThreads, 0, Integer.MAX_VALUE);
        Members.whole("heapLimitMib", heapLimitMib, 0, Long.MAX_VALUE);
        Members.whole("offHeapLimitMib", offHeapLimitMib, 0, Long.MAX_VALUE);
    }

    public static Environment current(Device device) {
        NativeOps nativeOps = NativeOpsHolder.getInstance().getDeviceNativeOps();
        return of(
                device,
                Nd4j.getBackend().getClass().getName(),
                Nd4jRuntime.natives().orElse(NONE),
                openBlas(BuildInfo.load().openblasVersion()),
                Nd4j.factory().blas().getMaxThreads(),
                nativeOps.ompGetMaxThreads(),
                Pointer.maxBytes() >> 20);
    }

    /** @return the environment of this process if ND4J has no natives here and has not started; its values are {@link #NONE} or 0 */
    public static Environment withoutNd4j() {
        return of(Device.CPU, NONE, NONE, NONE, 0, 0, 0);
    }

    private static Environment of(
            Device device,
            String backend,
            String natives,
            String blas,
            int blasThreads,
            int ompThreads,
            long nativeMiB) {
        BuildInfo build = BuildInfo.load();
        HostCpu cpu = HostCpu.detect();
        return new Environment(
                build.version(),
                build.nd4jVersion(),
                build.javacppVersion(),
                javaText(),
                osText(),
                cpu.model(),
                cpu.vectorFeatures(),
                Runtime.getRuntime().availableProcessors(),
                device.toString(),
                backend,
                natives,
                blas,
                blasThreads,
                ompThreads,
                Runtime.getRuntime().maxMemory() >> 20,
                nativeMiB);
    }

    /** @return version and vendor of Java */
    public static String javaText() {
        return System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
    }

    /** @return name, version and architecture of the system */
    public static String osText() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
    }

    private static String openBlas(String version) {
        return "OpenBLAS " + version
                + OpenBlas.kernel().map(kernel -> ", kernel " + kernel).orElse("");
    }
}
