package dev.crosscheck.device;

import java.util.Locale;

/** The user's request: {@code --device} or the hardware profile's {@code device}. */
public enum DeviceRequest {
    /** A GPU if one can run, else the CPU, with the reason. */
    AUTO,
    /** The CPU, without looking for a GPU. */
    CPU,
    /** A GPU, or an error if none can run. */
    CUDA;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
