package dev.crosscheck.device;

import java.util.Locale;

/** What the user asks for: {@code --device} or the hardware profile's {@code device}. */
public enum DeviceRequest {
    /** The GPU if one can run, else the CPU, with the reason. */
    AUTO,
    /** The CPU, without looking for a GPU. */
    CPU,
    /** The GPU, and an error if none can run. */
    CUDA;

    /** @return its name on the command line */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
