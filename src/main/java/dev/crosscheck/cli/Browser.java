package dev.crosscheck.cli;

import dev.crosscheck.Subprocess;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The reader's browser. */
final class Browser {
    private Browser() {}

    /** Shows a page where somebody sits at a terminal of a desktop. Its address is printed in any case, so it is no failure if no browser starts. */
    static void open(String url) {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean windows = system.startsWith("windows");
        boolean mac = system.startsWith("mac");
        boolean desktop =
                windows || mac || System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
        if (System.console() == null || !desktop) {
            return;
        }
        List<String> command = windows
                ? List.of("rundll32", "url.dll,FileProtocolHandler", url)
                : List.of(mac ? "open" : "xdg-open", url);
        try {
            Subprocess.of(command).endingByItself().start();
        } catch (IOException e) {
            // such as a desktop without xdg-open
        }
    }
}
