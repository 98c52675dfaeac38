/** CUDA by hand: the kernels' PTX, and access to NVIDIA's driver, which runs it. Does not depend on DL4J. */
package dev.crosscheck.cuda;
