/** Checkpoints on disk, which are read as untrusted files. Their content is defined in {@code train}. */
package dev.crosscheck.train.checkpoint;
