/** Named arrays of floating-point numbers, and the safetensors files that store them. */
package dev.crosscheck.data.tensors;
