package dev.crosscheck.cuda.ptx;

/** Something that a kernel must not do. Whoever knows where it happened adds that: {@link Block} makes a {@code GpuException} of it. */
final class PtxFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String error;

    /**
     * @param error what a driver would call it, or a name in its style for what a driver does not notice
     * @param message what happened
     */
    PtxFault(String error, String message) {
        super(message, null, false, false);
        this.error = error;
    }

    String error() {
        return error;
    }

    static PtxFault illegalAddress(String message) {
        return new PtxFault("CUDA_ERROR_ILLEGAL_ADDRESS", message);
    }

    static PtxFault uninitialised(String message) {
        return new PtxFault("UNINITIALISED_READ", message);
    }

    static PtxFault race(String message) {
        return new PtxFault("DATA_RACE", message);
    }

    static PtxFault divergentBarrier(String message) {
        return new PtxFault("DIVERGENT_BARRIER", message);
    }
}
