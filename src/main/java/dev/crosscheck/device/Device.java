package dev.crosscheck.device;

import java.util.Locale;

/** Where the arithmetic of a run is done. */
public enum Device {
    /** The host's processor. */
    CPU,
    /** An NVIDIA GPU, through ND4J's CUDA backend. */
    CUDA,
    /** An NVIDIA GPU, by the program's own kernels; ND4J, which makes the model, runs on the CPU. */
    CUDA_BY_HAND,
    /** The same kernels, interpreted on the CPU. */
    CUDA_EMULATED;

    /** @return what ND4J runs on beside it: {@link #CPU} or {@link #CUDA} */
    public Device nd4j() {
        return this == CUDA ? CUDA : CPU;
    }

    /** @return whether the program's own kernels train */
    public boolean isCudaByHand() {
        return this == CUDA_BY_HAND || this == CUDA_EMULATED;
    }

    @Override
    public String toString() {
        return switch (this) {
            case CUDA_BY_HAND -> "cuda by hand";
            case CUDA_EMULATED -> "cuda-emulated";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }
}
