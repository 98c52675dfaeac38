package dev.crosscheck.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An NVIDIA GPU, used through its driver: a context with one stream. Every call is checked. */
public final class CudaGpu implements Gpu {
    private static final Logger LOG = LoggerFactory.getLogger(CudaGpu.class);

    /** Space for the PTX compiler's messages; longer ones are cut off. */
    private static final int LOG_BYTES = 16 << 10;

    /** Longest part of the compiler's first line in a message; the log has the whole text. */
    private static final int SHOWN = 300;

    /** Size of a pointer, and the largest size of a kernel's argument. */
    private static final int WORD = 8;

    private final CudaDriver driver;
    private final CudaDevice device;
    private final Pointer context;
    private final Pointer stream;
    private Thread user;
    private boolean closed;

    /**
     * Opens a GPU.
     *
     * @param driver has been initialised
     * @param device one of those that the driver listed
     * @throws GpuException if it cannot be used; nothing is then left open
     */
    public CudaGpu(CudaDriver driver, CudaDevice device) {
        this.driver = driver;
        this.device = device;
        user = Thread.currentThread(); // a new context is current for the thread that creates it
        IntByReference handle = new IntByReference();
        call("cuDeviceGet", () -> driver.cuDeviceGet(handle, device.index()));
        context = make("cuCtxCreate", made -> driver.cuCtxCreate_v2(made, 0, handle.getValue()));
        try {
            stream = make("cuStreamCreate", made -> driver.cuStreamCreate(made, 0));
        } catch (GpuException e) {
            release("cuCtxDestroy", () -> driver.cuCtxDestroy_v2(context));
            throw e;
        }
    }

    /**
     * Calls a driver function.
     *
     * @param name of the function, for messages
     * @throws GpuException if it does not return success
     */
    private void call(String name, IntSupplier function) {
        try {
            if (Thread.currentThread() != user) {
                CudaDriver.require(driver, "cuCtxSetCurrent on " + device, driver.cuCtxSetCurrent(context));
                user = Thread.currentThread();
            }
            CudaDriver.require(driver, name + " on " + device, function.getAsInt());
        } catch (UnsatisfiedLinkError e) {
            throw new GpuException("The NVIDIA driver has no function " + name + ".", "Install a newer NVIDIA driver.");
        }
    }

    /** @return what a driver function creates */
    private Pointer make(String name, ToIntFunction<PointerByReference> maker) {
        PointerByReference made = new PointerByReference();
        call(name, () -> maker.applyAsInt(made));
        return made.getValue();
    }

    /** Never throws, since the caller could not handle it: after a GPU has failed, everything that is released fails, too. */
    private void release(String name, IntSupplier function) {
        try {
            if (!closed) { // else it went with the context
                call(name, function);
            }
        } catch (GpuException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    @Override
    public String name() {
        return device.name() + " (compute capability " + device.major() + "." + device.minor() + ")";
    }

    @Override
    public Program load(String ptx) {
        byte[] image = (ptx + '\0').getBytes(StandardCharsets.UTF_8);
        int[] options = {CudaDriver.JIT_ERROR_LOG, CudaDriver.JIT_ERROR_LOG + 1};
        try (com.sun.jna.Memory values = new com.sun.jna.Memory(2 * WORD);
                com.sun.jna.Memory errors = new com.sun.jna.Memory(LOG_BYTES)) {
            errors.clear();
            values.setPointer(0, errors);
            values.setLong(WORD, LOG_BYTES); // the size itself instead of a pointer
            try {
                return new Module(make(
                        "cuModuleLoadDataEx",
                        made -> driver.cuModuleLoadDataEx(made, image, options.length, options, values)));
            } catch (GpuException e) {
                String log = errors.getString(0).strip();
                LOG.warn("{} {}", e.getMessage(), log);
                String first = log.lines()
                        .findFirst()
                        .map(line -> " The driver says: " + line.substring(0, Math.min(SHOWN, line.length())))
                        .orElse("");
                throw new GpuException(e.getMessage() + first, e.remedy());
            }
        }
    }

    @Override
    public Memory allocate(long bytes) {
        LongByReference made = new LongByReference();
        call("cuMemAlloc", () -> {
            int code = driver.cuMemAlloc_v2(made, bytes);
            if (code == CudaDriver.OUT_OF_MEMORY) {
                LongByReference free = new LongByReference();
                driver.cuMemGetInfo_v2(free, new LongByReference());
                throw new GpuException(
                        "The memory of " + device + " does not suffice: " + bytes + " bytes are needed, "
                                + free.getValue() + " are free.",
                        "End other programs that use the GPU, use a smaller --batch or --hidden, or --device cpu.");
            }
            return code;
        });
        return new Piece(made.getValue());
    }

    @Override
    public Optional<Recording> record(Runnable launches) {
        try {
            call("cuStreamBeginCapture", () -> driver.cuStreamBeginCapture_v2(stream, CudaDriver.CAPTURE_THREAD_LOCAL));
            Pointer graph;
            try {
                launches.run();
            } finally { // the stream records no more, whatever happens
                graph = make("cuStreamEndCapture", made -> driver.cuStreamEndCapture(stream, made));
            }
            try {
                return Optional.of(new Graph(make(
                        "cuGraphInstantiateWithFlags", made -> driver.cuGraphInstantiateWithFlags(made, graph, 0))));
            } finally {
                release("cuGraphDestroy", () -> driver.cuGraphDestroy(graph));
            }
        } catch (GpuException e) {
            LOG.info("Kernels are launched one by one: {}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        release("cuStreamDestroy", () -> driver.cuStreamDestroy_v2(stream));
        release("cuCtxDestroy", () -> driver.cuCtxDestroy_v2(context));
        closed = true;
    }

    /** Copies wait for earlier work of the stream, and are done when they return, as the driver's default stream does. */
    private final class Piece implements Memory {
        private final long address;

        Piece(long address) {
            this.address = address;
        }

        @Override
        public void write(byte... from) {
            call("cuMemcpyHtoD", () -> driver.cuMemcpyHtoD_v2(address, from, from.length));
        }

        @Override
        public void write(int... from) {
            call("cuMemcpyHtoD", () -> driver.cuMemcpyHtoD_v2(address, from, (long) from.length * Integer.BYTES));
        }

        @Override
        public void write(float... from) {
            call("cuMemcpyHtoD", () -> driver.cuMemcpyHtoD_v2(address, from, (long) from.length * Float.BYTES));
        }

        @Override
        public float[] floats(int length) {
            float[] to = new float[length];
            call("cuMemcpyDtoH", () -> driver.cuMemcpyDtoH_v2(to, address, (long) length * Float.BYTES));
            return to;
        }

        @Override
        public void close() {
            release("cuMemFree", () -> driver.cuMemFree_v2(address));
        }
    }

    private final class Graph implements Recording {
        private final Pointer executable;

        Graph(Pointer executable) {
            this.executable = executable;
        }

        @Override
        public void launch() {
            call("cuGraphLaunch", () -> driver.cuGraphLaunch(executable, stream));
        }

        @Override
        public void close() {
            release("cuGraphExecDestroy", () -> driver.cuGraphExecDestroy(executable));
        }
    }

    private final class Module implements Program {
        private final Pointer module;

        Module(Pointer module) {
            this.module = module;
        }

        @Override
        public Kernel kernel(String name) {
            Pointer function =
                    make("cuModuleGetFunction for " + name, made -> driver.cuModuleGetFunction(made, module, name));
            return (gridX, blockX, sharedBytes, arguments) -> launch(function, gridX, blockX, sharedBytes, arguments);
        }

        @Override
        public void close() {
            release("cuModuleUnload", () -> driver.cuModuleUnload(module));
        }
    }

    /** The driver copies the arguments before the launch returns. */
    private void launch(Pointer function, int gridX, int blockX, int sharedBytes, Object... arguments) {
        try (com.sun.jna.Memory values = new com.sun.jna.Memory((long) arguments.length * WORD)) {
            Pointer[] pointers = new Pointer[arguments.length];
            for (int i = 0; i < arguments.length; i++) {
                pointers[i] = values.share((long) i * WORD);
                if (arguments[i] instanceof Piece memory) {
                    pointers[i].setLong(0, memory.address);
                } else if (arguments[i] instanceof Integer value) {
                    pointers[i].setInt(0, value);
                } else if (arguments[i] instanceof Float value) {
                    pointers[i].setFloat(0, value);
                } else {
                    throw new IllegalArgumentException("expected memory, int or float, found " + arguments[i]);
                }
            }
            call(
                    "cuLaunchKernel",
                    () -> driver.cuLaunchKernel(
                            function, gridX, 1, 1, blockX, 1, 1, sharedBytes, stream, pointers, null));
        }
    }
}
