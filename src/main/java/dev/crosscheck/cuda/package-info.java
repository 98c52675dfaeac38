/** CUDA by hand: the kernels' PTX, and what runs it: a GPU through its driver, or an interpreter. Knows no DL4J. */
package dev.crosscheck.cuda;
