package dev.crosscheck.device;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.files.ProjectFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;

/**
 * A hardware profile's settings, from {@code profiles/<name>.properties}.
 *
 * @param name the Maven profile: {@code cpu} or {@code cuda}
 * @param device the requested device
 * @param threads threads for OpenMP and BLAS, or for training by hand; empty for the best choice
 * @param offHeapLimitMib largest native memory that ND4J may use, in MiB
 */
public record HardwareProfile(String name, DeviceRequest device, OptionalInt threads, int offHeapLimitMib) {
    private static final Set<String> KEYS = Set.of("device", "threads", "offheap.limit.mib");

    /**
     * Reads a profile: the file in the project's folder if there is one, else the one in the jar.
     *
     * @param name the profile
     * @throws CrosscheckException naming file, key and value if a setting is invalid
     */
    public static HardwareProfile load(String name) {
        Path relative = Path.of("profiles", name + ".properties");
        Path file = ProjectFolder.find(relative).orElse(relative);
        try (Reader reader = Files.isRegularFile(file)
                ? Files.newBufferedReader(file)
                : new InputStreamReader(packed(name), StandardCharsets.UTF_8)) {
            Properties properties = new Properties();
            properties.load(reader);
            return parse(name, file.toString(), properties);
        } catch (IOException | IllegalArgumentException e) {
            throw new CrosscheckException(
                    file + ": cannot be read: " + e.getMessage(), "Restore it, or pick another Maven profile.", e);
        }
    }

    /** Checks and converts the settings; {@code source} names them in errors. */
    static HardwareProfile parse(String name, String source, Properties properties) {
        for (String key : properties.stringPropertyNames()) {
            if (!KEYS.contains(key)) {
                throw new CrosscheckException(
                        source + ": unknown setting \"" + key + "\".", "Known are device, threads, offheap.limit.mib.");
            }
        }
        String threads = properties.getProperty("threads", "auto").strip();
        return new HardwareProfile(
                name,
                device(source, properties.getProperty("device", "auto").strip()),
                threads.equals("auto")
                        ? OptionalInt.empty()
                        : OptionalInt.of(number(source, "threads", threads, 1, 1024)),
                number(
                        source,
                        "offheap.limit.mib",
                        properties.getProperty("offheap.limit.mib", "2048").strip(),
                        64,
                        1 << 20));
    }

    private static InputStream packed(String name) throws IOException {
        InputStream in = HardwareProfile.class.getResourceAsStream("/profiles/" + name + ".properties");
        if (in == null) {
            throw new IOException("no such profile");
        }
        return in;
    }

    private static DeviceRequest device(String source, String value) {
        try {
            return DeviceRequest.valueOf(value.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw wrong(source, "device", value, "auto, cpu or cuda");
        }
    }

    private static int number(String source, String key, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // An error is reported below, with the range.
        }
        throw wrong(source, key, value, "a whole number from " + least + " to " + most);
    }

    private static CrosscheckException wrong(String source, String key, String value, String expected) {
        return new CrosscheckException(
                source + ": " + key + "=" + value + ": expected " + expected + ".", "Correct the setting.");
    }
}
