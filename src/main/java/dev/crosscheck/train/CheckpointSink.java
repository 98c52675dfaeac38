package dev.crosscheck.train;

import java.util.function.Consumer;

/**
 * Where a run's checkpoints go.
 *
 * @param every how often one is due; null for only the one at the end
 * @param keep receives each that is due, and the one at the end of training, however it ended
 */
public record CheckpointSink(CheckpointInterval every, Consumer<Checkpoint> keep) {
    /** Keeps none. */
    public static final CheckpointSink NONE = new CheckpointSink(null, checkpoint -> {});
}
