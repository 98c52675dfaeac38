package dev.crosscheck.train.byhand;

import dev.crosscheck.cuda.Gpu;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A GPU that is given another PTX than the shipped one, or other launches than those of {@link GpuNetwork}.
 *
 * @param text changes the PTX
 * @param launching does the launches
 */
record AlteredGpu(Gpu gpu, UnaryOperator<String> text, Launching launching) implements Gpu {

    /** How kernels are launched. */
    interface Launching {
        /** As they should be. */
        Launching RIGHT = (name, kernel, blocks, threads, sharedBytes, arguments) ->
                kernel.launch(blocks, threads, sharedBytes, arguments);

        void launch(String name, Kernel kernel, int blocks, int threads, int sharedBytes, Object... arguments);
    }

    @Override
    public String name() {
        return gpu.name();
    }

    @Override
    public Program load(String ptx) {
        Program program = gpu.load(text.apply(ptx));
        return new Program() {
            @Override
            public Kernel kernel(String name) {
                Kernel kernel = program.kernel(name);
                return (blocks, threads, sharedBytes, arguments) ->
                        launching.launch(name, kernel, blocks, threads, sharedBytes, arguments);
            }

            @Override
            public void close() {
                program.close();
            }
        };
    }

    @Override
    public Memory allocate(long bytes) {
        return gpu.allocate(bytes);
    }

    @Override
    public Optional<Recording> record(Runnable launches) {
        return gpu.record(launches);
    }

    @Override
    public void synchronize() {
        gpu.synchronize();
    }

    @Override
    public void close() {
        gpu.close();
    }
}
