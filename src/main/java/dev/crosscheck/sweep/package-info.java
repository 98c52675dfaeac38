/**
 * Hyperparameter sweeps: many runs of {@code train} in separate processes, which runs there are (plan and grid), what each resulted in, and
 * statistics over them. A trial is one complete run. Finished trials are kept however the sweep ends.
 */
package dev.crosscheck.sweep;
