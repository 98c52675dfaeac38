package dev.crosscheck.notebook;

/** A cell that did not run, or whose output is not what was saved. */
final class CellFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CellFailure(String message) {
        super(message);
    }
}
