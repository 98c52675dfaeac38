/** Training by hand on a GPU: the digit network in CUDA's kernels, with the bits of the engine. */
package dev.crosscheck.train.gpu;
