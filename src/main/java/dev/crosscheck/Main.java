package dev.crosscheck;

import dev.crosscheck.cli.CrosscheckCommand;
import java.io.PrintWriter;

/** The program's entry. */
public final class Main {
    private Main() {}

    /**
     * Runs a command and, if it failed, ends the process with its exit code. After success it returns, so that a Maven that
     * runs it in its own process goes on.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        int code =
                CrosscheckCommand.execute(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args);
        if (code != 0) {
            System.exit(code);
        }
    }
}
