/** Checkpoints on disk, read as untrusted files. What a checkpoint holds is in {@code train}. */
package dev.crosscheck.train.checkpoint;
