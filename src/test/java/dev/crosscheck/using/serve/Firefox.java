package dev.crosscheck.using.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    private final Path profile;
    private final Process process;

    private Firefox(Path profile, Process process) {
        this.profile = profile;
        this.process = process;
    }

    /**
     * Starts Firefox with a page. The test is skipped if this machine has none.
     *
     * @throws IOException if it does not start
     */
    public static Firefox open(String url) throws IOException {
        String program = Chromium.program(NAMES).toString();
        Path profile = Files.createTempDirectory("firefox");
        Files.writeString(profile.resolve("user.js"), SETTINGS);
        ProcessBuilder builder =
                new ProcessBuilder(program, "--headless", "--no-remote", "--profile", profile.toString(), url);
        builder.environment().put("HOME", profile.toString());
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return new Firefox(profile, builder.start());
    }

    @Override
    public void close() {
        Chromium.end(process, profile);
    }
}
