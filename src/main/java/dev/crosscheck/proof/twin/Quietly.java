package dev.crosscheck.proof.twin;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Keeps ND4J's own messages off standard output: SameDiff announces each operation that it differentiates. */
final class Quietly {
    private Quietly() {}

    /** Runs some work with standard output closed. */
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
