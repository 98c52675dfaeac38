/** CPU or CUDA: what the machine has, which one is used and why, decided before ND4J starts. */
package dev.crosscheck.device;
