/**
 * The engine: networks of dense layers, trained by hand, in float. {@link dev.crosscheck.train.byhand.FloatNetwork} is what trains; {@code PlainNetwork} has
 * the whole step on one page, and the other classes do the same, bit for bit, by slices of hidden units, threads and vectors. No
 * Deeplearning4j; classes named {@code Vector...} need the Vector API's module.
 */
package dev.crosscheck.train.byhand;
