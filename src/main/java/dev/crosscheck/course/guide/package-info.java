/**
 * The course's four guides (activations, losses, output layer and sizes, number of layers), applied to a user's data: the choices and their
 * reasons.
 */
package dev.crosscheck.course.guide;
