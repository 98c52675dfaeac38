package dev.crosscheck.course.guide;

/**
 * The properties of a learning problem that the guide's rules depend on.
 *
 * @param features number of inputs per row, with categories one-hot; at least 1
 * @param classes number of classes, at least 2; 0 for a regression
 * @param rows number of training rows, at least 1
 */
public record Problem(int features, int classes, int rows) {
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
