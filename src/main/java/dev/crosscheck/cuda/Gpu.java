package dev.crosscheck.cuda;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A GPU that runs the shipped PTX: a real one through its driver, or in the tests an interpreter or a stand-in.
 *
 * <p>Work is done in the order of the calls. Only one thread at a time may use it. Closing it closes everything that was opened through it.
 */
public interface Gpu extends AutoCloseable {

    /** @return for instance {@code NVIDIA H100 80GB HBM3 (compute capability 9.0)} */
    String name();

    /**
     * Compiles PTX for this GPU.
     *
     * @throws GpuException with the compiler's log, if the text is rejected
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
     * Waits until all submitted work is done.
     *
     * @throws GpuException if something failed since the last wait
     */
    void synchronize();

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

    /** Launches with their arguments. */
    interface Recording extends AutoCloseable {

        /**
         * Launches all of them, in their order, without waiting for their end.
         *
         * @throws GpuException if that fails, or earlier work failed
         */
        void launch();

        @Override
        void close();
    }

    /** Compiled PTX. */
    interface Program extends AutoCloseable {

        /** @throws GpuException if there is no kernel of this name */
        Kernel kernel(String name);

        @Override
        void close();
    }

    /** A function that many threads run. */
    interface Kernel {

        /**
         * Launches the kernel without waiting for its end.
         *
         * @param gridX number of blocks, at least 1
         * @param blockX threads per block, 1 to 1024
         * @param sharedBytes dynamic shared memory of a block, in addition to what the kernel declares
         * @param arguments {@link Memory}, {@link Integer}, {@link Long} and {@link Float}, in the order of the kernel's parameters
         * @throws GpuException if the launch fails, or earlier work failed
         */
        void launch(int gridX, int blockX, int sharedBytes, Object... arguments);
    }

    /** Memory of the GPU. */
    interface Memory extends AutoCloseable {

        /** @return its size in bytes */
        long bytes();

        /**
         * Copies from the host after all earlier work, and waits until the copy is done.
         *
         * @param offset start in this memory, in bytes
         * @param from its bytes between position and limit are copied unchanged; neither position nor limit changes
         * @throws IllegalArgumentException if they do not fit
         */
        void write(long offset, ByteBuffer from);

        /**
         * Copies from the host after all earlier work, without waiting for it.
         *
         * @param offset start in this memory, in bytes
         * @param from a direct buffer, of which the bytes between position and limit must not change before the next wait
         * @throws IllegalArgumentException if they do not fit
         */
        void send(long offset, ByteBuffer from);

        /**
         * Copies to the host after all earlier work, and waits until the copy is done.
         *
         * @param offset start in this memory, in bytes
         * @param to is filled between position and limit; neither changes
         * @throws IllegalArgumentException if this memory is too small
         */
        void read(long offset, ByteBuffer to);

        @Override
        void close();
    }
}
