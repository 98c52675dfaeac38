/**
 * NumPy's array files, read and written in plain Java.
 *
 * <p>{@link dev.crosscheck.data.npz.NpzFile} reads an archive of arrays, {@link dev.crosscheck.data.npz.NpzWriter} writes one. Both
 * know nothing of ND4J, whose own reader gives wrong values for arrays in Fortran order and cannot read compressed
 * archives.
 */
package dev.crosscheck.data.npz;
