/**
 * Layers and an updater for Deeplearning4j that replace its own and are faster, using all cores: {@link InputDense} for {@code DenseLayer},
 * {@link SoftmaxOutput} for {@code OutputLayer}, {@link FusedAdam} for its Adam.
 *
 * <p>They are ordinary parts of a {@code MultiLayerNetwork} on the CPU without arithmetic of their own: they pass DL4J's arrays to the
 * kernels, threads and Adam of {@code train.byhand}. docs/layers.md shows how to use them.
 */
package dev.crosscheck.layers;
