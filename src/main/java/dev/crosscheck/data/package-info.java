/**
 * Data sets: examples and their batches, MNIST and other images, logic gates. NumPy's archives are in {@code data.npz}, tables in
 * {@code data.table}, picture files in {@code data.picture}.
 */
package dev.crosscheck.data;
