package dev.crosscheck.proof.twin;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Suppresses ND4J's messages on standard output: SameDiff prints each operation that it differentiates. */
final class Quietly {
    private Quietly() {}

    /** Runs some work while standard output is discarded. */
    static synchronized void run(Runnable work) {
        PrintStream console = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setOut(console);
        }
    }
}
