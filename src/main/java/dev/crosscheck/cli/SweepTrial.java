package dev.crosscheck.cli;

import dev.crosscheck.Main;
import java.io.IOException;
import java.io.OutputStream;

/** The process of a sweep's trial, which only {@code sweep} starts: a run of {@code train} that ends with its parent. */
public final class SweepTrial {
    private SweepTrial() {}

    /**
     * Runs the trial.
     *
     * @param args a command line of {@code train}
     */
    public static void main(String... args) {
        Thread parent = new Thread(SweepTrial::endWithParent, "parent");
        parent.setDaemon(true);
        parent.start();
        Main.main(args);
    }

    /** Standard input ends when the process that holds it open is gone: then the trial is of no use. */
    private static void endWithParent() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The pipe is gone, and with it the parent.
        }
        // Halt, since an orderly end would wait until the run is saved.
        Runtime.getRuntime().halt(1);
    }
}
