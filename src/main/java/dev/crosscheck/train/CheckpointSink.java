package dev.crosscheck.train;

import java.util.function.Consumer;

/**
 * Receives a run's checkpoints.
 *
 * @param every how often one is due; null for only the one at the end
 * @param keep receives each checkpoint that is due, and one at the end of training, however it ended
 */
public record CheckpointSink(CheckpointInterval every, Consumer<Checkpoint> keep) {
    /** Discards all checkpoints. */
    public static final CheckpointSink NONE = new CheckpointSink(null, checkpoint -> {});
}
