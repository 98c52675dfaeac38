/**
 * Trained networks for other programs: ONNX, arrays in PyTorch's layout, a Java class that stands alone, a model of Deeplearning4j's. Every format
 * reads {@code model.Model}; each file is run beside the model, on test images or raw rows, before it is handed out with a model card.
 */
package dev.crosscheck.using.export;
