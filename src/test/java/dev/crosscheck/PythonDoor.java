package dev.crosscheck;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lets tests find a Python that has a module. */
public final class PythonDoor {
    private PythonDoor() {}

    /**
     * Skips the test, with the reason, if there is none.
     *
     * @param module a module that it has to have
     * @param packages of Debian that bring them
     * @return its command or file
     */
    public static String having(String module, String packages) {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            try {
                // Found, not imported, which takes seconds for PyTorch. A script may stand for Python on the path,
                // which
                // looks for it at each start.
                String found = "import importlib.util, sys; assert importlib.util.find_spec('" + module
                        + "'); print(sys.executable)";
                Process process = new ProcessBuilder(python, "-c", found).start();
                String executable = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() == 0) {
                    return executable.strip();
                }
            } catch (IOException e) {
                // Not there.
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return abort("skipped: no Python has " + module + " (Debian: " + packages + ")");
    }
}
