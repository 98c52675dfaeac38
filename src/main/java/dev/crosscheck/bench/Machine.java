package dev.crosscheck.bench;

import dev.crosscheck.device.Environment;
import dev.crosscheck.device.HostCpu;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was measured on.
 *
 * @param cpu the processor's name
 * @param cores processors that this program may use
 * @param vectorFeatures its vector instructions, or "unknown"
 * @param caches of one core, for instance {@code L1d 32K, L2 1024K, L3 32768K}; empty if unknown
 * @param java version and vendor of the Java virtual machine
 * @param os name, version and architecture of the operating system
 * @param load the system's load average of the last minute before the start; below 0 if unknown
 */
public record Machine(
        String cpu, int cores, String vectorFeatures, String caches, String java, String os, double load) {
    private static final double BUSY = 0.5;
    private static final int MOST_CACHES = 8;

    /** Asks the system. */
    public static Machine current() {
        HostCpu cpu = HostCpu.detect();
        return new Machine(
                cpu.model(),
                Runtime.getRuntime().availableProcessors(),
                cpu.vectorFeatures(),
                caches(Path.of("/sys/devices/system/cpu/cpu0/cache")),
                Environment.javaText(),
                Environment.osText(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** @return whether other work was going on that makes the measurements doubtful */
    public boolean busy() {
        return load > BUSY;
    }

    /** Reads Linux's description of a core's caches. */
    static String caches(Path folder) {
        List<String> caches = new ArrayList<>();
        for (int i = 0; i < MOST_CACHES; i++) {
            Path cache = folder.resolve("index" + i);
            try {
                String type = Files.readString(cache.resolve("type")).strip();
                if (!type.equals("Instruction")) {
                    caches.add("L" + Files.readString(cache.resolve("level")).strip()
                            + (type.equals("Data") ? "d " : " ")
                            + Files.readString(cache.resolve("size")).strip());
                }
            } catch (IOException e) {
                break;
            }
        }
        return String.join(", ", caches);
    }
}
