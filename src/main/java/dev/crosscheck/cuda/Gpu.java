package dev.crosscheck.cuda;

import java.nio.ByteBuffer;

/**
 * A GPU that runs the shipped PTX: a real one through its driver, or in the tests an interpreter or a stand-in.
 *
 * <p>Work is done in the order in which it is requested. Only one thread at a time may use it. Closing it closes all that was opened
 * through it.
 */
public interface Gpu extends AutoCloseable {

    /** @return for instance {@code NVIDIA H100 80GB HBM3 (compute capability 9.0)} */
    String name();

    /**
     * Translates PTX for this GPU.
     *
     * @throws GpuException with the translator's log, if the text is refused
     */
    Program load(String ptx);

    /**
     * Allocates memory with undefined content.
     *
     * @param bytes at least 1
     * @throws GpuException if there is not as much left
     */
    Memory allocate(long bytes);

    /**
     * Waits until all requested work is done.
     *
     * @throws GpuException if something failed since the last wait
     */
    void synchronize();

    @Override
    void close();

    /** Translated PTX. */
    interface Program extends AutoCloseable {

        /** @throws GpuException if there is no kernel of this name */
        Kernel kernel(String name);

        @Override
        void close();
    }

    /** A function that many threads run. */
    interface Kernel {

        /**
         * Starts it and does not wait for its end.
         *
         * @param gridX number of blocks, at least 1
         * @param blockX threads per block, 1 to 1024
         * @param sharedBytes memory that the threads of a block share, besides what the kernel itself declares
         * @param arguments {@link Memory}, {@link Integer}, {@link Long} and {@link Float}, in the order of the kernel's parameters
         * @throws GpuException if the launch is refused, or something before it failed
         */
        void launch(int gridX, int blockX, int sharedBytes, Object... arguments);
    }

    /** Memory of the GPU. */
    interface Memory extends AutoCloseable {

        /** @return its size */
        long bytes();

        /**
         * Copies from the host, once all work before is done, and waits for the end of the copy.
         *
         * @param offset where to begin, in bytes
         * @param from what lies between its position and limit, as it lies there; neither changes
         * @throws IllegalArgumentException if that does not fit
         */
        void write(long offset, ByteBuffer from);

        /**
         * Copies to the host, once all work before is done, and waits for the end of the copy.
         *
         * @param offset where to begin, in bytes
         * @param to receives as much as lies between its position and limit; neither changes
         * @throws IllegalArgumentException if there is not as much
         */
        void read(long offset, ByteBuffer to);

        @Override
        void close();
    }
}
