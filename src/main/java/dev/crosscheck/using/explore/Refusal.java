package dev.crosscheck.using.explore;

import dev.crosscheck.CrosscheckException;

/** A request that cannot be answered, with an HTTP status other than 400. */
final class Refusal extends CrosscheckException {
    private static final long serialVersionUID = 1L;
    static final int NOT_FOUND = 404;
    static final int CONFLICT = 409;
    static final int BUSY = 503;

    private final int status;

    Refusal(int status, String problem, String remedy) {
        super(problem, remedy);
        this.status = status;
    }

    int status() {
        return status;
    }
}
