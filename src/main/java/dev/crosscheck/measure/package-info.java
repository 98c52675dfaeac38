/**
 * Measures of classification and regression with their intervals, and baselines to compare with. Each is defined in its Javadoc, as in
 * scikit-learn where that has it.
 */
package dev.crosscheck.measure;
