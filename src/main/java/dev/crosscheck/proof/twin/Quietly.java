package dev.crosscheck.proof.twin;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Suppresses ND4J's messages on standard output: SameDiff prints each operation that it differentiates. */
final class Quietly {
    private Quietly() {}

    /** Runs some work while what this thread prints on standard output is discarded. */
    static synchronized void run(Runnable work) {
        Thread quiet = Thread.currentThread();
        PrintStream console = System.out;
        OutputStream others = new FilterOutputStream(console) {
            @Override
            public void write(int b) throws IOException {
                if (Thread.currentThread() != quiet) {
                    super.write(b);
                }
            }
        };
        System.setOut(new PrintStream(others, false, StandardCharsets.UTF_8));
        try {
            work.run();
        } finally {
            System.setOut(console);
        }
    }
}
