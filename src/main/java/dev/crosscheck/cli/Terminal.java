package dev.crosscheck.cli;

import java.io.Console;

/** The terminal that a person reads from, if there is one. */
final class Terminal {
    private Terminal() {}

    /** @return whether standard output is a terminal on which a line can be drawn again */
    static boolean isThere() {
        Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            // From Java 22 on there is a console without a terminal too, and it says which.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
