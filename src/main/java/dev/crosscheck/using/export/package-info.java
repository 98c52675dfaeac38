/**
 * Trained networks for other programs: ONNX, arrays in PyTorch's layout, a Java class that stands alone, each with a model
 * card, and each run on the test images before it is exported.
 */
package dev.crosscheck.using.export;
