package dev.crosscheck.cli;

import dev.crosscheck.Subprocess;
import java.io.Console;
import java.io.File;
import java.io.IOException;

/** The terminal that a person reads from, if there is one. */
final class Terminal {
    /** In a narrower one most words do not fit; also where it does not say how wide it is. */
    private static final int NARROWEST = 40;

    private static final int PATIENCE_SECONDS = 10;

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

    /**
     * @param most the widest lines that are read with ease
     * @return the most characters in a line: the terminal's columns, from 40 to {@code most}; 80 if there is no terminal
     */
    static int width(int most) {
        return isThere() ? Math.max(NARROWEST, Math.min(columns(), most)) : TextTable.WIDTH;
    }

    /**
     * @return the columns of the terminal, 40 if it does not say. A library that could be asked would reset the handling of Ctrl-C, and a
     *     run could no longer be saved.
     */
    static int columns() {
        try {
            String[] size = Subprocess.of("stty", "size")
                    .reading(new File("/dev/tty"))
                    .toItsEnd(PATIENCE_SECONDS)
                    .output()
                    .split("\\s+");
            int columns = Integer.parseInt(size[1]);
            return columns > 0 ? columns : NARROWEST;
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return NARROWEST;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NARROWEST;
        }
    }
}
