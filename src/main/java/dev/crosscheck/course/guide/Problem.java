package dev.crosscheck.course.guide;

/**
 * The properties of a learning problem that the guide's rules depend on.
 *
 * @param features number of inputs per row, with categories one-hot; at least 1
 * @param classes number of classes, at least 2; 0 for a regression
 * @param rows number of training rows, at least 1
 * @param fit a linear fit to the data of a regression; otherwise {@code null}
 */
public record Problem(int features, int classes, int rows, LinearFit fit) {
    /** @throws IllegalArgumentException if a count is too small, or if the fit is missing for a regression or given for classes */
    public Problem {
        boolean fine = features >= 1 && rows >= 1 && (classes == 0 ? fit != null : classes >= 2 && fit == null);
        if (!fine) {
            throw new IllegalArgumentException("expected features and rows, and either classes or a linear fit");
        }
    }

    /** @return a classification problem */
    public static Problem ofClasses(int features, int classes, int rows) {
        return new Problem(features, classes, rows, null);
    }

    /** @return a regression problem */
    public static Problem ofNumber(int features, int rows, LinearFit fit) {
        return new Problem(features, 0, rows, fit);
    }

    boolean isRegression() {
        return classes == 0;
    }
}
