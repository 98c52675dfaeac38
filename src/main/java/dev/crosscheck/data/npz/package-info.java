/**
 * Reads and writes NumPy's array files in plain Java.
 *
 * <p>{@link dev.crosscheck.data.npz.NpzFile} reads an archive of arrays, {@link dev.crosscheck.data.npz.NpzWriter} writes one. ND4J is not
 * used: its reader gives wrong values for arrays in Fortran order and cannot read compressed archives.
 */
package dev.crosscheck.data.npz;
