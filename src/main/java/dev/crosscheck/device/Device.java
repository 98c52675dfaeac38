package dev.crosscheck.device;

import java.util.Locale;

/** Where the arrays live and the arithmetic runs. */
public enum Device {
    /** The host's processor, through ND4J's native backend. */
    CPU,
    /** An NVIDIA GPU, through ND4J's CUDA backend. */
    CUDA;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
