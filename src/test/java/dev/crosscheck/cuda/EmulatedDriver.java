package dev.crosscheck.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A driver for tests: {@code src/test/native/kernels.cpp}, which runs the kernels' source on the CPU, or one whose GPUs do nothing. It
 * counts calls, and fails or errs where a test wants it to.
 */
public final class EmulatedDriver implements InvocationHandler {
    /** RTLD_NOW without RTLD_GLOBAL: each library has the same names, and must find its own. */
    private static final int OPEN_LOCALLY = 2;

    /** What a function opens, and the function that closes it. */
    private static final Map<String, String> CLOSING = Map.of(
            "cuCtxCreate_v2", "cuCtxDestroy_v2",
            "cuStreamCreate", "cuStreamDestroy_v2",
            "cuModuleLoadDataEx", "cuModuleUnload",
            "cuMemAlloc_v2", "cuMemFree_v2",
            "cuStreamEndCapture", "cuGraphDestroy",
            "cuGraphInstantiateWithFlags", "cuGraphExecDestroy");

    private static Path rightKernels;

    private final CudaDriver library; // null if the GPUs do nothing
    private final int version;
    private final List<CudaDevice> devices;
    private final Map<String, int[]> failures = new HashMap<>(); // calls that succeed before, and the code after them
    private final Map<String, Integer> calls = new TreeMap<>();
    private final Map<String, Integer> open = new TreeMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private long room = Long.MAX_VALUE;
    private int skipped = -1;
    private int flipped = -1;
    private int flippedBit;

    private EmulatedDriver(CudaDriver library, int version, CudaDevice... devices) {
        this.library = library;
        this.version = version;
        this.devices = List.of(devices);
    }

    /** A driver for some CUDA, as 1000 × major + 10 × minor, with GPUs that do nothing. */
    public static EmulatedDriver idle(int version, CudaDevice... devices) {
        return new EmulatedDriver(null, version, devices);
    }

    /** A recent driver with one recent GPU, which runs the kernels as they are. */
    public static EmulatedDriver right() {
        return with(new CudaDevice(0, "NVIDIA H100", 9, 0));
    }

    /** As {@link #right}, with these GPUs. */
    public static EmulatedDriver with(CudaDevice... devices) {
        synchronized (EmulatedDriver.class) {
            if (rightKernels == null) {
                rightKernels = compiled(source());
            }
        }
        return new EmulatedDriver(load(rightKernels), 12_040, devices);
    }

    /** @return the kernels' source */
    private static String source() {
        try {
            return Files.readString(Path.of("src", "main", "cuda", "digits.cu"), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return a library; the test is skipped if there is no compiler */
    private static Path compiled(String source) {
        assumeTrue(Platform.isLinux(), "the emulator handles Linux's signals");
        String inCpp = source.replace("extern __shared__ float dynamic[];", "float* dynamic = dynamic_shared;");
        assertNotEquals(source, inCpp);
        try {
            Path folder = Files.createTempDirectory("kernels");
            Path kernels = Files.writeString(folder.resolve("kernels.cu"), inCpp);
            Path library = folder.resolve("libkernels.so");
            List.of(library, kernels, folder).forEach(path -> path.toFile().deleteOnExit());
            String options =
                    "-std=c++17 -O1 -march=native -ffp-contract=off -fwrapv -fno-strict-aliasing -U_FORTIFY_SOURCE"
                            + " -fsanitize=bounds -fsanitize-undefined-trap-on-error -w -shared -fPIC -Wl,-Bsymbolic";
            List<String> command = new ArrayList<>(List.of(("g++ " + options).split(" ")));
            command.addAll(
                    List.of("-DKERNELS=\"" + kernels + "\"", "-o", library.toString(), "src/test/native/kernels.cpp"));
            Process process = new ProcessBuilder(command).inheritIO().start();
            assertEquals(0, process.waitFor(), "g++");
            return library;
        } catch (IOException e) {
            return abort("skipped: " + e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Loads a copy, which shares no memory with other drivers of the same library. */
    private static CudaDriver load(Path library) {
        try {
            Path copy = Files.createTempFile("kernels", ".so");
            copy.toFile().deleteOnExit();
            Files.write(copy, Files.readAllBytes(library));
            return Native.load(copy.toString(), CudaDriver.class, Map.of(Library.OPTION_OPEN_FLAGS, OPEN_LOCALLY));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets a function fail at its first call and ever after. */
    public EmulatedDriver failing(String function, int code) {
        return failing(function, 0, code);
    }

    /** Lets a function fail after some calls that succeed, and ever after. */
    public EmulatedDriver failing(String function, int more, int code) {
        failures.put(function, new int[] {calls.getOrDefault(function, 0) + more, code});
        return this;
    }

    /** Gives the GPU a smaller memory, of which as much is always free. */
    public EmulatedDriver withMemory(long bytes) {
        room = bytes;
        return this;
    }

    /** Lets the launch after so many others write nothing, without an error. */
    public EmulatedDriver skipping(int launches) {
        skipped = launches;
        return this;
    }

    /** Flips a bit of the first number of the copy to the host after so many others. */
    public EmulatedDriver flipping(int copies, int bit) {
        flipped = copies;
        flippedBit = bit;
        return this;
    }

    /** @return the driver's functions */
    public CudaDriver api() {
        Class<?>[] types = {CudaDriver.class};
        return (CudaDriver) Proxy.newProxyInstance(CudaDriver.class.getClassLoader(), types, this);
    }

    /** @return the first GPU, open */
    public CudaGpu gpu() {
        return new CudaGpu(api(), devices.get(0));
    }

    /** @return the values of a function that the library has beside the driver's */
    public float[] values(String function, float... arguments) {
        float[] values = arguments.clone();
        ((Library.Handler) Proxy.getInvocationHandler(library))
                .getNativeLibrary()
                .getFunction(function)
                .invokeVoid(new Object[] {values, values.length});
        return values;
    }

    /** @return how often each function was called */
    public Map<String, Integer> calls() {
        return calls;
    }

    /** @return how much is open, by the function that opens it; nothing in a context that is closed */
    public Map<String, Integer> open() {
        open.values().removeIf(count -> count == 0);
        return open;
    }

    /** @return the threads that made the context current, in order */
    List<Thread> threads() {
        return threads;
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        String name = method.getName();
        int before = calls.merge(name, 1, Integer::sum) - 1;
        int[] failure = failures.get(name);
        if (failure != null && before >= failure[0]) {
            if (name.equals("cuStreamEndCapture")) {
                run(method, before, arguments); // it records no more
            }
            return failure[1];
        }
        if (name.equals("cuMemAlloc_v2") && (long) arguments[1] > room) {
            return CudaDriver.OUT_OF_MEMORY;
        }
        int code = answer(method, before, arguments);
        if (code == CudaDriver.SUCCESS) {
            account(name);
        }
        return code;
    }

    /** Answers questions about GPUs itself. */
    private int answer(Method method, int before, Object... arguments) throws Throwable {
        switch (method.getName()) {
            case "cuInit" -> {
                return devices.isEmpty() ? CudaDriver.NO_DEVICE : 0;
            }
            case "cuDriverGetVersion" -> ((IntByReference) arguments[0]).setValue(version);
            case "cuDeviceGetCount" -> ((IntByReference) arguments[0]).setValue(devices.size());
            case "cuDeviceGet" -> ((IntByReference) arguments[0]).setValue((int) arguments[1]);
            case "cuDeviceGetName" -> {
                byte[] text = devices.get((int) arguments[2]).name().getBytes(StandardCharsets.UTF_8);
                System.arraycopy(text, 0, (byte[]) arguments[0], 0, text.length);
            }
            case "cuDeviceGetAttribute" -> {
                CudaDevice asked = devices.get((int) arguments[2]);
                ((IntByReference) arguments[0]).setValue((int) arguments[1] == 75 ? asked.major() : asked.minor());
            }
            case "cuGetErrorName" -> words(arguments, "CUDA_ERROR_NUMBER_" + arguments[0]);
            case "cuGetErrorString" -> words(arguments, "in the driver's words");
            case "cuMemGetInfo_v2" -> ((LongByReference) arguments[0]).setValue(room);
            case "cuCtxSetCurrent" -> threads.add(Thread.currentThread());
            default -> {
                return run(method, before, arguments);
            }
        }
        return CudaDriver.SUCCESS;
    }

    private int run(Method method, int before, Object... arguments) throws Throwable {
        String name = method.getName();
        if (library == null || name.equals("cuLaunchKernel") && before == skipped) {
            return CudaDriver.SUCCESS;
        }
        try {
            int code;
            // A kernel faults by a signal, and a process has one handler for the copies of all tests that run at once.
            synchronized (EmulatedDriver.class) {
                code = (int) method.invoke(library, arguments);
            }
            if (name.equals("cuMemcpyDtoH_v2") && before == flipped) {
                float[] to = (float[]) arguments[0];
                to[0] = Float.intBitsToFloat(Float.floatToRawIntBits(to[0]) ^ 1 << flippedBit);
            }
            return code;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void words(Object[] arguments, String words) {
        Memory text = new Memory(words.length() + 1L);
        text.setString(0, words);
        ((PointerByReference) arguments[1]).setValue(text);
    }

    private void account(String name) {
        if (name.equals("cuCtxDestroy_v2")) {
            open.clear();
        } else if (CLOSING.containsKey(name)) {
            open.merge(name, 1, Integer::sum);
        }
        CLOSING.forEach((opens, closes) -> {
            if (closes.equals(name) && !name.equals("cuCtxDestroy_v2")) {
                int left = open.merge(opens, -1, Integer::sum);
                assertEquals(true, left >= 0, name + " of what is not open");
            }
        });
    }
}
