/**
 * The course's four guides (activations, losses, output layer and sizes, number of layers) at work: what they choose for data of one's own,
 * and why.
 */
package dev.crosscheck.course.guide;
