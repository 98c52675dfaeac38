/**
 * Perceptron, activations, losses, networks of dense layers and backpropagation, written by hand in double. Optimizers are in
 * {@code nn.optim}, the engine that trains in float in {@code train.byhand}.
 */
package dev.crosscheck.nn;
