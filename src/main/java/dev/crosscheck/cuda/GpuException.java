package dev.crosscheck.cuda;

import dev.crosscheck.CrosscheckException;

/** A GPU operation failed: the problem, the driver's name of the error, and the remedy. */
public final class GpuException extends CrosscheckException {
    private static final long serialVersionUID = 1L;

    private final String error;
    private final boolean lost;

    /**
     * @param error the driver's name of the error, for instance {@code CUDA_ERROR_OUT_OF_MEMORY}
     * @param problem what failed, on one line
     * @param remedy what to do about it, on one line
     * @param lost whether the GPU is unusable for the rest of this process
     */
    public GpuException(String error, String problem, String remedy, boolean lost) {
        super(problem, remedy);
        this.error = error;
        this.lost = lost;
    }

    /** @return the driver's name of the error */
    public String error() {
        return error;
    }

    /** @return whether the GPU's free memory did not suffice */
    public boolean isOutOfMemory() {
        return error.equals(CudaError.OUT_OF_MEMORY.driversName());
    }

    /** @return whether the GPU is unusable for the rest of this process; the content of its memory is lost */
    public boolean isLost() {
        return lost;
    }
}
