/**
 * Layers and an updater for Deeplearning4j that do the same as its own, with less work and on all cores: {@link InputDense}
 * for {@code DenseLayer}, {@link SoftmaxOutput} for {@code OutputLayer}, {@link FusedAdam} for its Adam.
 *
 * <p>They are ordinary parts of a {@code MultiLayerNetwork} on the CPU and know nothing of the rest of this program.
 * docs/layers.md shows how to use them.
 */
package dev.crosscheck.layers;
