/**
 * How good predictions are: measures of classes and of numbers with their intervals, and the baselines to hold them against. Each is defined
 * in its Javadoc as scikit-learn defines it, where that has it.
 */
package dev.crosscheck.measure;
