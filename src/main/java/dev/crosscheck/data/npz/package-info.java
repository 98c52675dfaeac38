/**
 * Reads NumPy's array files in plain Java. ND4J is not used: its reader gives wrong values for arrays in Fortran order and cannot read compressed
 * archives.
 */
package dev.crosscheck.data.npz;
