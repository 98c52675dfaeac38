/** CPU or CUDA: what the machine has, which device is used and why. The choice is made before ND4J starts. */
package dev.crosscheck.device;
