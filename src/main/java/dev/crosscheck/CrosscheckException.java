package dev.crosscheck;

/**
 * A failure that the user can understand and fix: shown as one or two lines, without a stack trace.
 *
 * <p>The message says what failed and names the file or option with what was expected and found; the remedy says what to do.
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

    /**
     * @param what the faulty file, option or value
     * @param expected what it should have been
     * @param found the actual value
     * @param remedy what to do about it, on one line
     * @return {@code what: expected ..., found ....}
     */
    public static CrosscheckException expected(String what, String expected, String found, String remedy) {
        return expected(what, expected, found, remedy, null);
    }

    /** As {@link #expected(String, String, String, String)}, with a cause, which is shown with {@code --verbose}. */
    public static CrosscheckException expected(
            String what, String expected, String found, String remedy, Throwable cause) {
        return new CrosscheckException(what + ": expected " + expected + ", found " + found + ".", remedy, cause);
    }

    /** @return the message without its full stop, to be part of a sentence */
    public String clause() {
        return getMessage().replaceFirst("\\.$", "");
    }

    /** @return what the user can do about it, on one line */
    public String remedy() {
        return remedy;
    }
}
