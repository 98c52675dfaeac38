/**
 * An interpreter of PTX: the kernels' own text, run in Java as a GPU would run it, and checked at every access. Knows the instructions
 * that occur in the shipped text and refuses others.
 */
package dev.crosscheck.cuda.ptx;
