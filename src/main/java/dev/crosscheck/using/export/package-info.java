/**
 * Exports trained networks to other programs: ONNX, arrays in PyTorch's layout, a standalone Java class, Deeplearning4j. Every format is written from
 * {@code model.Model}, and each file is run beside the model, on test images or raw rows, before it is moved into place with a model card.
 */
package dev.crosscheck.using.export;
