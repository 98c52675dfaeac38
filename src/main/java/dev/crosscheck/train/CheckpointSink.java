package dev.crosscheck.train;

/** Keeps checkpoints of a run. */
public interface CheckpointSink {
    /** Keeps none. */
    CheckpointSink NONE = new CheckpointSink() {
        @Override
        public boolean isDue(int epochs, int steps, boolean epochEnded) {
            return false;
        }

        @Override
        public void save(Checkpoint checkpoint) {
            // Nobody wants it.
        }
    };

    /**
     * Asked after each step, but the last of an epoch, and after each epoch.
     *
     * @param epochs epochs of the run done
     * @param steps steps of the run done
     * @param epochEnded whether an epoch and its tests have just ended
     * @return whether a checkpoint is wanted now
     */
    boolean isDue(int epochs, int steps, boolean epochEnded);

    /** Keeps a checkpoint: one that was due, and the one at the end of training, however it ended. */
    void save(Checkpoint checkpoint);
}
