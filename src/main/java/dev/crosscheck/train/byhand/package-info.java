/**
 * Networks of ReLU layers on images, trained by hand, in float and fast: slices of hidden units, threads, matrix products and Adam. No Deeplearning4j; one
 * class calls OpenBLAS, and those named {@code Vector...} need the Vector API's module.
 */
package dev.crosscheck.train.byhand;
