/**
 * The digit network by hand in float, fast: slices of hidden units, threads, products and Adam. No Deeplearning4j; one class calls OpenBLAS,
 * those named {@code Vector...} need the Vector API's module.
 */
package dev.crosscheck.train.byhand;
