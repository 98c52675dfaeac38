package dev.crosscheck.cli;

/** What the process returns. */
final class ExitCode {
    /** All went well. */
    static final int OK = 0;

    /** Something failed: a file, a device, the numbers. */
    static final int FAILURE = 1;

    /** The command line makes no sense. */
    static final int USAGE = 2;

    /** A number disagrees with what it should be. */
    static final int DISAGREEMENT = 3;

    private ExitCode() {}
}
