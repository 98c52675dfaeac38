package dev.crosscheck.cuda.ptx;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import java.util.List;

/**
 * Runs PTX in Java, one thread of the GPU after the other, with the results that IEEE 754 demands of a GPU. For tests, and to see a
 * run of the kernels without a GPU.
 *
 * <p>A launch runs to its end before it returns, and throws what a kernel did wrong: an access beyond an array, a read of what nothing has
 * written, a race, a barrier that not all threads come to. The message names the line in the PTX text and in its source.
 */
public final class PtxInterpreter implements Gpu {
    /** What it calls itself. */
    public static final String NAME = "PTX interpreter";

    /** As every GPU since Turing has, unless a kernel asks for more. */
    private static final int SHARED_BYTES = 48 * 1024;

    private static final int MOST_THREADS = 1024;

    private final GlobalMemory memory = new GlobalMemory();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Program load(String ptx) {
        PtxModule module = PtxReader.read(ptx);
        module.kernels().values().forEach(Assembler::assemble); // an unknown opcode is found now
        return new Loaded(module);
    }

    /** A text that was read. */
    private final class Loaded implements Program {
        private final PtxModule module;

        Loaded(PtxModule module) {
            this.module = module;
        }

        @Override
        public Kernel kernel(String name) {
            PtxModule.Kernel kernel = module.kernels().get(name);
            if (kernel == null) {
                throw new GpuException(
                        "CUDA_ERROR_NOT_FOUND",
                        "There is no kernel " + name + " in the PTX.",
                        "Make the PTX anew with src/main/cuda/make-ptx.",
                        false);
            }
            dev.crosscheck.cuda.ptx.Program program = Assembler.assemble(kernel);
            return (gridX, blockX, sharedBytes, arguments) -> launch(program, gridX, blockX, sharedBytes, arguments);
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    private void launch(
            dev.crosscheck.cuda.ptx.Program program, int gridX, int blockX, int sharedBytes, Object... arguments) {
        PtxModule.Kernel kernel = program.kernel();
        int own = kernel.shared().stream()
                .mapToInt(variable -> Math.max(0, variable.bytes()))
                .sum();
        int most = Math.min(MOST_THREADS, kernel.mostThreads());
        if (gridX < 1 || blockX < 1 || blockX > most || sharedBytes < 0 || sharedBytes > SHARED_BYTES - own) {
            throw refused(
                    kernel,
                    gridX + " blocks of " + blockX + " threads with " + sharedBytes + " + " + own
                            + " bytes of shared memory were asked for, of at most " + most + " threads and "
                            + SHARED_BYTES + " bytes");
        }
        new Block(program, memory, blockX, gridX, sharedBytes, bits(kernel, arguments)).runAll();
    }

    private static long[] bits(PtxModule.Kernel kernel, Object... arguments) {
        List<PtxModule.Variable> parameters = kernel.parameters();
        if (arguments.length != parameters.size()) {
            throw refused(kernel, arguments.length + " arguments for " + parameters.size() + " parameters");
        }
        long[] bits = new long[arguments.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = bits(kernel, parameters.get(i), arguments[i]);
        }
        return bits;
    }

    private static long bits(PtxModule.Kernel kernel, PtxModule.Variable parameter, Object argument) {
        String type = parameter.type();
        if (argument instanceof Memory piece && type.equals("u64")) {
            return GlobalMemory.address(piece);
        } else if (argument instanceof Long value && type.equals("u64")) {
            return value;
        } else if (argument instanceof Integer value && type.equals("u32")) {
            return value;
        } else if (argument instanceof Float value && type.equals("f32")) {
            return Float.floatToRawIntBits(value);
        }
        throw refused(kernel, argument + " for the parameter " + parameter.name() + " of the type ." + type);
    }

    private static GpuException refused(PtxModule.Kernel kernel, String problem) {
        return new GpuException(
                "CUDA_ERROR_INVALID_VALUE",
                "The launch of kernel " + kernel.name() + " is refused: " + problem + ".",
                "This is a fault of the program.",
                false);
    }

    @Override
    public Memory allocate(long bytes) {
        return memory.allocate(bytes);
    }

    @Override
    public void synchronize() {
        // a launch returns at its end
    }

    @Override
    public void close() {
        memory.close();
    }
}
