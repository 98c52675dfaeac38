package dev.crosscheck.cuda;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * A driver for tests: its GPUs' memory is the host's, its kernels are Java.
 * Public for the tests of other packages.
 */
public class StandInDriver extends CountingDriver {
    private static final int SHOWS_NO_GPU = 100;

    /** What runs as a kernel. */
    public interface Code {
        /**
         * @param shape blocks, threads of each, shared bytes
         * @param arguments where a copy of each value lies, 8 bytes
         */
        void run(int[] shape, IntFunction<Pointer> arguments);
    }

    private record Stored(int parameters, Code code) {}

    private final int version;
    private final List<CudaDevice> devices;
    private final Map<String, Stored> kernels = new HashMap<>();
    private final Map<Long, String> functions = new HashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> held = new HashSet<>();
    private long memory = 1L << 30;
    private String log = "";
    private String ptx = "";

    /** A driver for some CUDA, as 1000 × major + 10 × minor, with these GPUs. */
    public StandInDriver(int version, CudaDevice... devices) {
        this.version = version;
        this.devices = List.of(devices);
    }

    /** A recent driver with one recent GPU. */
    public static StandInDriver withGpu() {
        return new StandInDriver(12_040, new CudaDevice(0, "NVIDIA H100", 9, 0));
    }

    /** Gives the GPUs another memory than 1 GiB. */
    public StandInDriver withMemory(long bytes) {
        memory = bytes;
        return this;
    }

    /** Adds a kernel with some parameters. */
    public StandInDriver withKernel(String name, int parameters, Code code) {
        kernels.put(name, new Stored(parameters, code));
        return this;
    }

    /** Lets the functions that wait return at once, with all work still to be done. */
    public StandInDriver withoutWaiting() {
        waitNoMore();
        return this;
    }

    /** Lets another program hold a GPU for itself. */
    public StandInDriver holding(String name) {
        held.add(name);
        return this;
    }

    /** Lets a function fail at its first call and ever after. */
    public StandInDriver failing(String function, int code) {
        return failing(function, 0, code);
    }

    /** Lets a function fail after some calls that succeed, and ever after. */
    public StandInDriver failing(String function, int calls, int code) {
        fail(function, calls, code);
        return this;
    }

    /** Lets the translator refuse every PTX. */
    public StandInDriver refusing(int code, String why) {
        log = why;
        return failing("cuModuleLoadDataEx", code);
    }

    /** @return the threads that made the context current, in order */
    List<Thread> threads() {
        return threads;
    }

    /** @return the PTX that was loaded last */
    String ptx() {
        return ptx;
    }

    @Override
    public int cuInit(int flags) {
        return devices.isEmpty() ? SHOWS_NO_GPU : answer("cuInit", () -> {});
    }

    @Override
    public int cuDriverGetVersion(IntByReference value) {
        return answer("cuDriverGetVersion", () -> value.setValue(version));
    }

    @Override
    public int cuGetErrorName(int error, PointerByReference name) {
        Memory text = new Memory(64);
        text.setString(0, "CUDA_ERROR_NUMBER_" + error);
        name.setValue(text);
        return SUCCESS;
    }

    @Override
    public int cuDeviceGetCount(IntByReference count) {
        return answer("cuDeviceGetCount", () -> count.setValue(devices.size()));
    }

    @Override
    public int cuDeviceGet(IntByReference device, int ordinal) {
        return answer("cuDeviceGet", () -> device.setValue(100 + ordinal));
    }

    private CudaDevice device(int handle) {
        return devices.get(handle - 100);
    }

    @Override
    public int cuDeviceGetName(byte[] name, int length, int device) {
        return answer("cuDeviceGetName", () -> {
            byte[] text = device(device).name().getBytes(StandardCharsets.UTF_8);
            System.arraycopy(text, 0, name, 0, Math.min(text.length, length - 1));
        });
    }

    @Override
    public int cuDeviceGetAttribute(IntByReference value, int attribute, int device) {
        return answer("cuDeviceGetAttribute", () -> {
            CudaDevice asked = device(device);
            value.setValue(attribute == CAPABILITY_MAJOR ? asked.major() : asked.minor());
        });
    }

    @Override
    public int cuCtxCreate_v2(PointerByReference context, int flags, int device) {
        if (held.contains(device(device).name())) {
            return 46;
        }
        return answer("cuCtxCreate_v2", () -> context.setValue(make("context", device(device))));
    }

    @Override
    public int cuCtxSetCurrent(Pointer context) {
        return answer("cuCtxSetCurrent", () -> threads.add(Thread.currentThread()));
    }

    @Override
    public int cuCtxDestroy_v2(Pointer context) {
        return answer("cuCtxDestroy_v2", () -> {
            release("context", Pointer.nativeValue(context));
            releaseAll(); // with a context goes all that is in it
        });
    }

    @Override
    public int cuModuleLoadDataEx(PointerByReference module, byte[] image, int count, int[] options, Pointer values) {
        for (int i = 0; i < count; i++) {
            if (options[i] == JIT_INFO_LOG) {
                values.getPointer(i * 8L).setString(0, "ptxas info    : Used 40 registers\n");
            }
            if (options[i] == JIT_ERROR_LOG) {
                long room = Pointer.nativeValue(values.getPointer((i + 1L) * 8));
                String text = log.substring(0, (int) Math.min(log.length(), room - 1));
                values.getPointer(i * 8L).setString(0, text);
            }
        }
        return answer("cuModuleLoadDataEx", () -> {
            ptx = new String(image, 0, image.length - 1, StandardCharsets.UTF_8);
            module.setValue(make("module", ptx));
        });
    }

    @Override
    public int cuModuleGetFunction(PointerByReference function, Pointer module, String name) {
        if (!kernels.containsKey(name)) {
            return 500;
        }
        return answer("cuModuleGetFunction", () -> {
            Pointer handle = handle();
            functions.put(Pointer.nativeValue(handle), name);
            function.setValue(handle);
        });
    }

    @Override
    public int cuFuncGetAttribute(IntByReference value, int attribute, Pointer function) {
        return answer("cuFuncGetAttribute", () -> value.setValue(10 * attribute));
    }

    @Override
    public int cuModuleUnload(Pointer module) {
        return answer("cuModuleUnload", () -> release("module", Pointer.nativeValue(module)));
    }

    private long used() {
        return open("memory").stream()
                .mapToLong(block -> ((Memory) block).size())
                .sum();
    }

    @Override
    public int cuMemGetInfo_v2(LongByReference free, LongByReference total) {
        return answer("cuMemGetInfo_v2", () -> {
            free.setValue(memory - used());
            total.setValue(memory);
        });
    }

    @Override
    public int cuMemAlloc_v2(LongByReference address, long bytes) {
        if (used() + bytes > memory) {
            return 2;
        }
        return answer("cuMemAlloc_v2", () -> {
            Memory block = new Memory(bytes);
            block.setMemory(0, bytes, (byte) 0x7f); // as undefined as a GPU's
            keep("memory", Pointer.nativeValue(block), block);
            address.setValue(Pointer.nativeValue(block));
        });
    }

    @Override
    public int cuMemFree_v2(long address) {
        return answer("cuMemFree_v2", () -> {
            finish();
            release("memory", address);
        });
    }

    @Override
    public int cuMemcpyHtoDAsync_v2(long to, Pointer from, long bytes, Pointer stream) {
        return submit("cuMemcpyHtoDAsync_v2", () -> {
            requireValid(from);
            new Pointer(to).write(0, from.getByteArray(0, (int) bytes), 0, (int) bytes);
        });
    }

    @Override
    public int cuMemcpyDtoHAsync_v2(Pointer to, long from, long bytes, Pointer stream) {
        return submit("cuMemcpyDtoHAsync_v2", () -> {
            requireValid(to);
            to.write(0, new Pointer(from).getByteArray(0, (int) bytes), 0, (int) bytes);
        });
    }

    @Override
    public int cuLaunchKernel(
            Pointer function,
            int gridX,
            int gridY,
            int gridZ,
            int blockX,
            int blockY,
            int blockZ,
            int sharedBytes,
            Pointer stream,
            Pointer arguments,
            Pointer extra) {
        Stored kernel = kernels.get(functions.get(Pointer.nativeValue(function)));
        Memory values = new Memory(8L * Math.max(1, kernel.parameters())); // the driver copies them before it returns
        for (int i = 0; i < kernel.parameters(); i++) {
            values.setLong(8L * i, arguments.getPointer(8L * i).getLong(0));
        }
        return submit(
                "cuLaunchKernel",
                () -> kernel.code().run(new int[] {gridX, blockX, sharedBytes}, i -> values.share(8L * i)));
    }
}
