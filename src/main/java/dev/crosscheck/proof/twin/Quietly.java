package dev.crosscheck.proof.twin;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Keeps the console clean of what ND4J writes on standard output itself: SameDiff announces each operation that it differentiates. */
final class Quietly {
    private Quietly() {}

    /** Does some work with standard output shut. */
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
