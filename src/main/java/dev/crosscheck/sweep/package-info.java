/**
 * Many runs of {@code train}, in processes of their own: which ones, what each came to, what may be said of them together. A trial is a whole
 * run; what is finished stays, however the sweep ends.
 */
package dev.crosscheck.sweep;
