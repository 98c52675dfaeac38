package dev.crosscheck.train;

import dev.crosscheck.device.Device;

/** What does the steps of training. */
public enum TrainerChoice {
    /** {@link #BY_HAND} on the CPU, {@link #DL4J} on CUDA. */
    AUTO,
    /** The course's own backpropagation, written by hand, on the CPU. */
    BY_HAND,
    /** DL4J's {@code fit}. */
    DL4J;

    /** @return which one trains on a device; never {@link #AUTO} */
    public TrainerChoice on(Device device) {
        if (this != AUTO) {
            return this;
        }
        return device == Device.CPU ? BY_HAND : DL4J;
    }
}
