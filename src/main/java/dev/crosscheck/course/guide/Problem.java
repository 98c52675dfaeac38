package dev.crosscheck.course.guide;

/**
 * The properties of a learning problem that the guide's rules depend on.
 *
 * @param features number of inputs per row, with categories one-hot; at least 1
 * @param classes number of classes, at least 2; 0 for a regression
 * @param rows number of training rows, at least 1
 */
public record Problem(int features, int classes, int rows) {
    /** @throws IllegalArgumentException if a count is too small */
    public Problem {
        if (features < 1 || rows < 1 || classes < 0 || classes == 1) {
            throw new IllegalArgumentException("expected features and rows, and either no classes or several");
        }
    }

    /** @return a classification problem */
    public static Problem ofClasses(int features, int classes, int rows) {
        return new Problem(features, classes, rows);
    }

    /** @return a regression problem */
    public static Problem ofNumber(int features, int rows) {
        return new Problem(features, 0, rows);
    }

    boolean isRegression() {
        return classes == 0;
    }
}
