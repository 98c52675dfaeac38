package dev.crosscheck.device;

import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import java.util.Optional;

/** Looks at what CUDA needs, before ND4J starts. An interface, so that each outcome can be tested without a GPU. */
public interface CudaProbe {

    /** @return whether ND4J's CUDA backend is on the class path (Maven profile {@code cuda}) */
    boolean inBuild();

    /** @return what the driver answers; never throws */
    CudaDriver driver();

    /** @return the value of {@code CUDA_VISIBLE_DEVICES}, by which a user hides GPUs from the driver; empty if it is not set */
    Optional<String> visibleDevices();

    /**
     * Opens a GPU for the program's own kernels.
     *
     * @param device one of those that {@link #driver} showed
     * @return the GPU, which the caller closes
     * @throws GpuException if it cannot be used
     */
    Gpu open(CudaDevice device);

    /** @return the first CUDA library that neither the class path nor the system has */
    Optional<String> missingLibrary();

    /**
     * Asks ND4J's CUDA backend itself. That loads its libraries, so it is asked last.
     *
     * @return what keeps the backend from starting, in a clause without a full stop; empty if nothing does; never throws
     */
    Optional<String> backendObstacle();
}
