/** Matrices and central differences, in plain Java. Nothing here knows of networks. */
package dev.crosscheck.math;
