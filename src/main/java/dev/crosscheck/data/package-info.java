/** Data sets: IDX files, MNIST, batches, logic gates. NumPy's archives are in {@code data.npz}. */
package dev.crosscheck.data;
