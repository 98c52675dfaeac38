package dev.crosscheck.run;

import java.io.IOException;

/** A part of an external file is not as expected. The caller, which knows the file's name, adds it to the message. */
public final class Mismatch extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message on one line, without a full stop: what was expected, what was found, and where */
    public Mismatch(String message) {
        super(message);
    }
}
