package dev.crosscheck.cuda;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.FloatByReference;
import com.sun.jna.ptr.PointerByReference;
import dev.crosscheck.cuda.CudaContext.Resource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An NVIDIA GPU, used through its driver. */
public final class CudaGpu implements Gpu {
    private static final Logger LOG = LoggerFactory.getLogger(CudaGpu.class);

    /** Space for the PTX compiler's messages; longer ones are cut off. */
    private static final int LOG_BYTES = 16 << 10;

    /** Longest part of the compiler's first line in a message; the log has the whole text. */
    private static final int SHOWN = 300;

    private static final int POINTER = Native.POINTER_SIZE;

    /** Largest size of a kernel argument: a pointer or a long. */
    private static final int ARGUMENT = 8;

    private final CudaApi api;
    private final CudaLaunch launch;
    private final CudaDevice device;
    private final CudaContext context;

    /**
     * Opens a GPU of this machine.
     *
     * @param device one of those that the driver listed
     * @throws GpuException if it cannot be used
     */
    public static CudaGpu open(CudaDevice device) {
        return new CudaGpu(CudaApi.load(), CudaLaunch.direct(CudaApi.libraryName()), device);
    }

    /** Opens a GPU with any driver, which must have been initialised. */
    public CudaGpu(CudaApi api, CudaDevice device) {
        this(api, api, device);
    }

    CudaGpu(CudaApi api, CudaLaunch launch, CudaDevice device) {
        this.api = api;
        this.launch = launch;
        this.device = device;
        this.context = new CudaContext(api, device);
    }

    @Override
    public String name() {
        return device.name() + " (compute capability " + device.major() + "." + device.minor() + ")";
    }

    @Override
    public Program load(String ptx) {
        return new Module(ptx);
    }

    @Override
    public Memory allocate(long bytes) {
        return new CudaMemory(api, device, context, bytes);
    }

    @Override
    public void synchronize() {
        context.synchronize();
    }

    @Override
    public Optional<Recording> record(Runnable launches) {
        Pointer graph;
        try {
            graph = captured(launches);
        } catch (GpuException e) {
            return withoutRecording(e);
        }
        try (Resource resource = context.opened("cuGraphDestroy", () -> api.cuGraphDestroy(graph))) {
            resource.requireOpen();
            return Optional.of(new Graph(context.make(
                    "cuGraphInstantiateWithFlags", made -> api.cuGraphInstantiateWithFlags(made, graph, 0))));
        } catch (GpuException e) {
            return withoutRecording(e);
        }
    }

    /** @return the graph of the launches; the stream records no more, whatever happens */
    private Pointer captured(Runnable launches) {
        context.call(
                "cuStreamBeginCapture",
                () -> api.cuStreamBeginCapture_v2(context.stream(), CudaApi.CAPTURE_THREAD_LOCAL));
        try {
            launches.run();
        } catch (RuntimeException | Error e) {
            api.cuStreamEndCapture(context.stream(), new PointerByReference());
            throw e;
        }
        return context.make("cuStreamEndCapture", made -> api.cuStreamEndCapture(context.stream(), made));
    }

    private static Optional<Recording> withoutRecording(GpuException reason) {
        if (reason.isLost()) {
            throw reason;
        }
        LOG.info("Kernels are launched one by one: {}", reason.getMessage());
        return Optional.empty();
    }

    /**
     * Does some work, waits for its end and measures its time.
     *
     * @param work submits work to this GPU
     * @return seconds from its start to its end, measured by the GPU's clock
     */
    public double seconds(Runnable work) {
        try (Event start = new Event();
                Event end = new Event()) {
            start.record();
            work.run();
            end.record();
            context.call("cuEventSynchronize", () -> api.cuEventSynchronize(end.handle));
            FloatByReference milliseconds = new FloatByReference();
            context.call("cuEventElapsedTime", () -> api.cuEventElapsedTime(milliseconds, start.handle, end.handle));
            return milliseconds.getValue() / 1e3;
        }
    }

    @Override
    public void close() {
        context.close();
    }

    private final class Event implements AutoCloseable {
        private final Pointer handle = context.make("cuEventCreate", made -> api.cuEventCreate(made, 0));
        private final Resource resource = context.opened("cuEventDestroy", () -> api.cuEventDestroy_v2(handle));

        void record() {
            context.call("cuEventRecord", () -> api.cuEventRecord(handle, context.stream()));
        }

        @Override
        public void close() {
            resource.close();
        }
    }

    private final class Graph implements Recording {
        private final Pointer executable;
        private final Resource resource;

        Graph(Pointer executable) {
            this.executable = executable;
            this.resource = context.opened("cuGraphExecDestroy", () -> api.cuGraphExecDestroy(executable));
        }

        @Override
        public void launch() {
            resource.requireOpen();
            context.call("cuGraphLaunch", () -> api.cuGraphLaunch(executable, context.stream()));
        }

        @Override
        public void close() {
            resource.close();
        }
    }

    private final class Module implements Program {
        private final Pointer module;
        private final Resource resource;

        Module(String ptx) {
            int[] options = {
                CudaApi.JIT_INFO_LOG,
                CudaApi.JIT_INFO_LOG + 1,
                CudaApi.JIT_ERROR_LOG,
                CudaApi.JIT_ERROR_LOG + 1,
                CudaApi.JIT_LOG_VERBOSE
            };
            try (com.sun.jna.Memory values = new com.sun.jna.Memory((long) options.length * POINTER);
                    com.sun.jna.Memory information = new com.sun.jna.Memory(LOG_BYTES);
                    com.sun.jna.Memory errors = new com.sun.jna.Memory(LOG_BYTES)) {
                List.of(values, information, errors).forEach(com.sun.jna.Memory::clear);
                values.setPointer(0, information);
                values.setInt(POINTER, LOG_BYTES); // the size itself instead of a pointer
                values.setPointer(2L * POINTER, errors);
                values.setInt(3L * POINTER, LOG_BYTES);
                values.setInt(4L * POINTER, 1);
                module = load(ptx, options, values, errors);
                LOG.debug("{} has translated the PTX. {}", name(), information.getString(0));
            }
            resource = context.opened("cuModuleUnload", () -> api.cuModuleUnload(module));
        }

        private Pointer load(String ptx, int[] options, Pointer values, Pointer errors) {
            byte[] image = (ptx + '\0').getBytes(StandardCharsets.UTF_8);
            try {
                return context.make(
                        "cuModuleLoadDataEx",
                        made -> api.cuModuleLoadDataEx(made, image, options.length, options, values));
            } catch (GpuException e) {
                String log = errors.getString(0).strip();
                LOG.warn("{} {}", e.getMessage(), log);
                String first = log.lines()
                        .findFirst()
                        .map(line -> " The driver says: " + line.substring(0, Math.min(SHOWN, line.length())))
                        .orElse("");
                throw new GpuException(e.error(), e.getMessage() + first, e.remedy(), e.isLost());
            }
        }

        @Override
        public Kernel kernel(String name) {
            resource.requireOpen();
            Pointer function = context.make(
                    "cuModuleGetFunction for " + name, made -> api.cuModuleGetFunction(made, module, name));
            return new Function(function, resource);
        }

        @Override
        public void close() {
            resource.close();
        }
    }

    private final class Function implements Kernel {
        private final Pointer function;
        private final Resource module;
        private com.sun.jna.Memory block; // the arguments' values, then pointers to them
        private int room;

        Function(Pointer function, Resource module) {
            this.function = function;
            this.module = module;
        }

        @Override
        public void launch(int gridX, int blockX, int sharedBytes, Object... arguments) {
            module.requireOpen();
            Pointer pointers = arguments.length == 0 ? null : pack(arguments);
            context.call(
                    "cuLaunchKernel",
                    () -> launch.cuLaunchKernel(
                            function, gridX, 1, 1, blockX, 1, 1, sharedBytes, context.stream(), pointers, null));
        }

        /** The driver copies the values before the launch returns, so that one buffer serves every launch. */
        private Pointer pack(Object... arguments) {
            if (arguments.length > room) {
                room = arguments.length;
                block = new com.sun.jna.Memory((long) room * (ARGUMENT + POINTER));
                for (int i = 0; i < room; i++) {
                    block.setPointer((long) room * ARGUMENT + (long) i * POINTER, block.share((long) i * ARGUMENT));
                }
            }
            for (int i = 0; i < arguments.length; i++) {
                put((long) i * ARGUMENT, arguments[i]);
            }
            return block.share((long) room * ARGUMENT);
        }

        private void put(long at, Object argument) {
            if (argument instanceof CudaMemory memory) {
                block.setLong(at, memory.address());
            } else if (argument instanceof Integer value) {
                block.setInt(at, value);
            } else if (argument instanceof Long value) {
                block.setLong(at, value);
            } else if (argument instanceof Float value) {
                block.setFloat(at, value);
            } else {
                throw new IllegalArgumentException("expected memory, int, long or float, found " + argument);
            }
        }
    }
}
