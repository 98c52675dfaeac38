/** Gradient descent, momentum, Adam and AdamW, by hand, in double. Adam in float for the trainers is in {@code train.byhand}. */
package dev.crosscheck.nn.optim;
