package dev.crosscheck.bench;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;

/** Lets other tests find a Python as {@code bench} and {@code race} do. */
public final class PythonDoor {
    private PythonDoor() {}

    /**
     * Skips the test, with the reason, where there is none.
     *
     * @param modules what it has to have
     * @param packages of Debian that bring them
     * @return its command or file
     */
    public static String having(String modules, String packages) {
        Found<String> found = Python.having(modules, packages, Optional.empty());
        assumeTrue(found.it().isPresent(), found.reason());
        return found.it().orElseThrow();
    }
}
