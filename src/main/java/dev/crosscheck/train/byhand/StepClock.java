package dev.crosscheck.train.byhand;

/** Is called by a thread between the parts of a training step. */
public interface StepClock {
    /** Does nothing: steps are not timed. */
    StepClock OFF = new StepClock() {
        @Override
        public void begin() {}

        @Override
        public void done(Part part) {}
    };

    /** The parts of a training step. A thread may wait for others between any of them. */
    enum Part {
        /** Waiting for other threads, and everything between two steps. */
        WAITING,
        /** Arranging the batch: lists of its lit pixels, or its rows. */
        ARRANGING,
        /** The hidden layers, and each slice's share of the layer after it. */
        FORWARD,
        /** The logits, the loss and its gradient. */
        LOSS,
        /** The backward pass and the optimizer. */
        BACKWARD
    }

    /** A step begins. */
    void begin();

    /** A part is done, which began at the last call of this method or, if there was none in this step, at the end of the last step. */
    void done(Part part);
}
