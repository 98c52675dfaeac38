package dev.crosscheck.course.guide;

/**
 * What is to be learnt, as far as the guide looks at it.
 *
 * @param features numbers that a row gives to the network, categories one-hot; at least 1
 * @param classes how many classes a row may be of, at least 2; 0 for a regression
 * @param rows of the training part, at least 1
 * @param fit what a first linear fit leaves unexplained; {@code null} but for a regression
 */
public record Problem(int features, int classes, int rows, LinearFit fit) {
    /** @throws IllegalArgumentException for what is no problem */
    public Problem {
        boolean fine = features >= 1 && rows >= 1 && (classes == 0 ? fit != null : classes >= 2 && fit == null);
        if (!fine) {
            throw new IllegalArgumentException("expected features and rows, and either classes or a linear fit");
        }
    }

    /** @return a problem of two classes or more */
    public static Problem ofClasses(int features, int classes, int rows) {
        return new Problem(features, classes, rows, null);
    }

    /** @return a problem of a number to be predicted */
    public static Problem ofNumber(int features, int rows, LinearFit fit) {
        return new Problem(features, 0, rows, fit);
    }

    boolean isRegression() {
        return classes == 0;
    }
}
