package dev.crosscheck.device;

import com.sun.jna.Platform;
import dev.crosscheck.cuda.CudaDriver;
import dev.crosscheck.process.Subprocess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The processor of this machine, detected without ND4J.
 *
 * @param model the product's name, or "unknown"
 * @param vectorFeatures the ones of {@code avx2 fma avx512f asimd sve} that it has, separated by spaces, or "unknown"
 */
public record HostCpu(String model, String vectorFeatures) {
    private static final String UNKNOWN = "unknown";
    private static final int PATIENCE_SECONDS = 10;

    /** What natives and vector widths depend on. */
    private static final Set<String> SHOWN = Set.of("avx2", "fma", "avx512f", "asimd", "sve");

    /** JavaCPP's name of this platform, for instance {@code linux-x86_64}. */
    static String platform() {
        String os = Platform.isWindows() ? "windows" : Platform.isMac() ? "macosx" : "linux";
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return os + "-"
                + switch (arch) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64" -> "arm64";
                    default -> arch;
                };
    }

    /** Asks the operating system; unknown values are left out. */
    public static HostCpu detect() {
        try {
            if (Platform.isMac()) {
                return fromSysctl(run("sysctl", "machdep.cpu"));
            }
            if (Platform.isWindows()) {
                return fromWindows();
            }
            return fromCpuinfo(Files.readString(Path.of("/proc/cpuinfo")));
        } catch (IOException | UnsatisfiedLinkError e) {
            return new HostCpu(UNKNOWN, UNKNOWN);
        }
    }

    /** @return whether the processor is known to lack AVX2 */
    public boolean lacksAvx2() {
        return !vectorFeatures.equals(UNKNOWN) && !vectorFeatures.contains("avx2");
    }

    /** Parses the text of Linux's {@code /proc/cpuinfo}. */
    static HostCpu fromCpuinfo(String text) {
        Optional<String> flags = value(text, "flags").or(() -> value(text, "Features"));
        return new HostCpu(
                value(text, "model name").orElse(UNKNOWN),
                flags.map(HostCpu::features).orElse(UNKNOWN));
    }

    /** Parses the output of macOS's {@code sysctl machdep.cpu}. */
    static HostCpu fromSysctl(String text) {
        Optional<String> flags = value(text, "machdep.cpu.features")
                .map(base ->
                        base + " " + value(text, "machdep.cpu.leaf7_features").orElse(""))
                .map(all -> all.toLowerCase(Locale.ROOT));
        return new HostCpu(
                value(text, "machdep.cpu.brand_string").orElse(UNKNOWN),
                flags.map(HostCpu::features).orElse(UNKNOWN));
    }

    private static HostCpu fromWindows() {
        String model =
                Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER")).orElse(UNKNOWN);
        // PF_AVX2_INSTRUCTIONS_AVAILABLE
        int avx2 = CudaDriver.library("kernel32")
                .getFunction("IsProcessorFeaturePresent")
                .invokeInt(new Object[] {40});
        return new HostCpu(model, avx2 != 0 ? "avx2" : "");
    }

    private static Optional<String> value(String text, String key) {
        return text.lines()
                .filter(line -> line.startsWith(key) && line.indexOf(':') >= 0)
                .filter(line -> line.substring(0, line.indexOf(':')).strip().equals(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    private static String features(String flags) {
        return Arrays.stream(flags.split("\\s+"))
                .filter(SHOWN::contains)
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
    }

    private static String run(String... command) throws IOException {
        try {
            return Subprocess.of(command).toItsEnd(PATIENCE_SECONDS).output();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
