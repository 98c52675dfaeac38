package dev.crosscheck.cuda;

import dev.crosscheck.CrosscheckException;

/** A GPU cannot be used, or an operation on it failed. */
public final class GpuException extends CrosscheckException {
    private static final long serialVersionUID = 1L;

    /**
     * @param problem what failed, on one line, with the driver's name of the error if it has one
     * @param remedy what to do about it, on one line
     */
    public GpuException(String problem, String remedy) {
        super(problem, remedy);
    }
}
