package dev.crosscheck.run;

import java.io.IOException;

/** A part of a file from outside that is not as it must be; whoever knows the file's name tells the user. */
public final class Mismatch extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message on one line, without a full stop: what was expected and what was found, and where */
    public Mismatch(String message) {
        super(message);
    }
}
