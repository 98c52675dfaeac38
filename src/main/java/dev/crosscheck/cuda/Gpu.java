package dev.crosscheck.cuda;

import java.util.Optional;

/**
 * A GPU that runs the shipped PTX: a real one through its driver, or in the tests an interpreter.
 *
 * <p>Work is done in the order of the calls. Only one thread at a time may use it. Closing it closes everything that was opened through it.
 */
public interface Gpu extends AutoCloseable {

    /** @return for instance {@code NVIDIA H100 80GB HBM3 (compute capability 9.0)} */
    String name();

    /**
     * Compiles PTX for this GPU.
     *
     * @throws GpuException with the compiler's first line, if the text is rejected
     */
    Program load(String ptx);

    /**
     * Allocates uninitialised memory.
     *
     * @param bytes at least 1
     * @throws GpuException if there is not enough free memory
     */
    Memory allocate(long bytes);

    /**
     * Records launches, to be repeated as one: the gaps between them become shorter, and the host does less.
     *
     * @param launches launches kernels of this GPU, which are not run, and does nothing else with it
     * @return the recording; empty if it cannot be made, so that kernels must be launched one by one
     */
    default Optional<Recording> record(Runnable launches) {
        return Optional.empty();
    }

    @Override
    void close();

    /** What was opened through a GPU. Closing it never throws. */
    interface Resource extends AutoCloseable {
        @Override
        void close();
    }

    /** Launches with their arguments. */
    interface Recording extends Resource {

        /**
         * Launches all of them, in their order, without waiting for their end.
         *
         * @throws GpuException if that fails, or earlier work failed
         */
        void launch();
    }

    /** Compiled PTX. */
    interface Program extends Resource {

        /** @throws GpuException if there is no kernel of this name */
        Kernel kernel(String name);
    }

    /** A function that many threads run. */
    interface Kernel {

        /**
         * Launches the kernel without waiting for its end.
         *
         * @param gridX number of blocks, at least 1
         * @param blockX threads per block, 1 to 1024
         * @param sharedBytes dynamic shared memory of a block, in addition to what the kernel declares
         * @param arguments {@link Memory}, {@link Integer} and {@link Float}, in the order of the kernel's parameters
         * @throws GpuException if the launch fails, or earlier work failed
         */
        void launch(int gridX, int blockX, int sharedBytes, Object... arguments);
    }

    /** Memory of the GPU. Copies begin at its start, after all earlier work, and are done when they return. */
    interface Memory extends Resource {

        /** Copies from the host. */
        void write(byte... from);

        /** Copies from the host. */
        void write(int... from);

        /** Copies from the host. */
        void write(float... from);

        /**
         * Copies to the host.
         *
         * @throws GpuException if that fails, or earlier work failed
         */
        float[] floats(int length);
    }
}
