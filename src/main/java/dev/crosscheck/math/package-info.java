/** Matrices, elementary functions and central differences in plain Java. Nothing here depends on networks. */
package dev.crosscheck.math;
