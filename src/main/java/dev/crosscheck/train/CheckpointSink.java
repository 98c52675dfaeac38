package dev.crosscheck.train;

import java.util.function.Consumer;

/**
 * Keeps the checkpoints of a run.
 *
 * @param every how often one is due; null for the one at the end only
 * @param keep takes each that is due, and the one at the end of training, however it ended
 */
public record CheckpointSink(CheckpointInterval every, Consumer<Checkpoint> keep) {
    /** Keeps none. */
    public static final CheckpointSink NONE = new CheckpointSink(null, checkpoint -> {});
}
