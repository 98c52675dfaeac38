package dev.crosscheck.device;

import java.util.Locale;

/** Where a run computes. */
public enum Device {
    /** The host's processor. */
    CPU,
    /** An NVIDIA GPU, through ND4J's CUDA backend. */
    CUDA,
    /** An NVIDIA GPU, by the program's own kernels; ND4J, which creates the model, runs on the CPU. */
    CUDA_BY_HAND;

    /** @return where ND4J runs: {@link #CPU} or {@link #CUDA} */
    public Device nd4j() {
        return this == CUDA ? CUDA : CPU;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
