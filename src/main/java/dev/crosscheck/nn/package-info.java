/**
 * Perceptron, activations, losses, networks of dense layers and backpropagation, by hand, in double. Optimizers are in {@code nn.optim}, the
 * engine that trains in float in {@code train.byhand}.
 */
package dev.crosscheck.nn;
