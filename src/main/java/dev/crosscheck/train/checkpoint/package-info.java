/** Checkpoints on disk, read as files that anyone may have written. What a checkpoint holds is in {@code train}. */
package dev.crosscheck.train.checkpoint;
