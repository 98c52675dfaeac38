/** Arrays of floating-point numbers by name, and the safetensors files that hold them. */
package dev.crosscheck.data.tensors;
