package dev.crosscheck.train.byhand;

import java.util.function.IntConsumer;

/**
 * What the layers need for a pass over a batch.
 *
 * @param inputs of the examples
 * @param batch the examples
 * @param done number of steps before this one, which determines dropout's masks; {@link #NOT_TRAINING} for outputs alone, without dropout
 * @param outputs what is done with each part of the rows as soon as the output layer has their Z
 */
record Pass(Inputs inputs, Batch batch, long done, IntConsumer outputs) {
    static final long NOT_TRAINING = -1;

    boolean training() {
        return done != NOT_TRAINING;
    }
}
