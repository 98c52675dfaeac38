package dev.crosscheck.using.serve;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A headless Firefox that shows one page, with a new profile. What the page finds it must tell its server. */
public final class Firefox implements AutoCloseable {
    private static final List<String> NAMES = List.of("firefox", "firefox-esr");

    /** Without these it would ask for other pages on its own, and stop a script that takes long. */
    private static final String SETTINGS = """
            user_pref("datareporting.policy.dataSubmissionEnabled", false);
            user_pref("toolkit.telemetry.enabled", false);
            user_pref("app.normandy.enabled", false);
            user_pref("browser.safebrowsing.downloads.remote.enabled", false);
            user_pref("network.captive-portal-service.enabled", false);
            user_pref("network.connectivity-service.enabled", false);
            user_pref("services.settings.server", "");
            user_pref("browser.shell.checkDefaultBrowser", false);
            user_pref("dom.max_script_run_time", 0);
            """;

    private final Path program;
    private final Path profile;
    private Process process;

    private Firefox(Path program, Path profile) {
        this.program = program;
        this.profile = profile;
    }

    /**
     * Finds Firefox. The test is skipped if this machine has none.
     *
     * @throws IOException if its profile cannot be written
     */
    public static Firefox find() throws IOException {
        Path program = Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> abort("no Firefox on the PATH"));
        Path profile = Files.createTempDirectory("firefox");
        Files.writeString(profile.resolve("user.js"), SETTINGS);
        return new Firefox(program, profile);
    }

    /** Starts Firefox with a page. */
    public void open(String url) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                program.toString(), "--headless", "--no-remote", "--profile", profile.toString(), url);
        builder.environment().put("HOME", profile.toString());
        process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try (Stream<Path> files = Files.walk(profile)) {
            process.waitFor();
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // A process of Firefox has just written another file: the system's folder for temporary files keeps it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
