package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.text.Printable;

/**
 * The message for the user about an exception or an error.
 *
 * @param problem what failed, on one line
 * @param remedy what to do, on one line
 */
record Failure(String problem, String remedy) {
    Failure {
        problem = Printable.message(Printable.line(problem));
        remedy = Printable.message(Printable.line(remedy));
    }

    private static final String OUT_OF_MEMORY =
            "Give Java a larger heap with -Xmx, in JAVA_OPTS for bin/crosscheck or MAVEN_OPTS for mvn; or raise"
                    + " offheap.limit.mib in the profile; or use a smaller --batch or --hidden.";
    private static final String DEFECT = "This is a bug in the program; --verbose shows where it happened.";

    /** Looks at causes too, since an exception of a helper thread arrives as the cause of another. */
    static Failure of(Throwable thrown) {
        Throwable last = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CrosscheckException known) {
                return new Failure(firstLine(known.getMessage()), known.remedy());
            }
            if (cause instanceof OutOfMemoryError) {
                String what = cause.getMessage() == null ? "." : ": " + firstLine(cause.getMessage());
                return new Failure("Out of memory" + what, OUT_OF_MEMORY);
            }
            last = cause;
        }
        String behind = last == thrown ? "" : " Caused by " + firstLine(last.toString());
        return new Failure("Unexpected error: " + firstLine(thrown.toString()) + behind, DEFECT);
    }

    static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
