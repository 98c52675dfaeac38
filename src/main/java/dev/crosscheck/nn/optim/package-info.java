/**
 * Gradient descent, momentum, Adam and AdamW, written by hand in double. The float versions for the trainers are in {@code train.byhand}.
 */
package dev.crosscheck.nn.optim;
