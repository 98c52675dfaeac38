package dev.crosscheck.device;

import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import java.util.Optional;

/** Checks the requirements of CUDA before ND4J starts. It is an interface, so that each outcome can be tested without a GPU. */
public interface CudaProbe {

    /** @return whether ND4J's CUDA backend is on the class path (Maven profile {@code cuda}) */
    boolean inBuild();

    /** @return the driver's answer; never throws */
    CudaDriver.Answer driver();

    /** @return the value of {@code CUDA_VISIBLE_DEVICES}, which can hide GPUs from the driver; empty if it is not set */
    Optional<String> visibleDevices();

    /**
     * Opens a GPU for the program's own kernels.
     *
     * @param device from the answer of {@link #driver}
     * @return the GPU, which the caller closes
     * @throws GpuException if it cannot be used
     */
    Gpu open(CudaDevice device);

    /** @return the first required CUDA library that is neither on the class path nor installed */
    Optional<String> missingLibrary();

    /**
     * Asks ND4J's CUDA backend itself, once. This loads its libraries, so it is the last check, and must not be done first beside ND4J on the
     * CPU.
     *
     * @return why the backend cannot start, in a clause without a full stop; empty if it can; never throws
     */
    Optional<String> backendObstacle();
}
