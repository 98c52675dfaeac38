package dev.crosscheck;

/**
 * A failure that the user can understand and mend: shown as one or two lines, without a stack trace.
 *
 * <p>The message says what failed, with the file or option and what was expected and found; the remedy says what to do.
 */
public class CrosscheckException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * @param problem what failed, on one line
     * @param remedy what to do about it, on one line
     */
    public CrosscheckException(String problem, String remedy) {
        this(problem, remedy, null);
    }

    /**
     * @param problem what failed, on one line
     * @param remedy what to do about it, on one line
     * @param cause shown with {@code --verbose}
     */
    public CrosscheckException(String problem, String remedy, Throwable cause) {
        super(problem, cause);
        this.remedy = remedy;
    }

    /** @return what to do about it, on one line */
    public String remedy() {
        return remedy;
    }
}
