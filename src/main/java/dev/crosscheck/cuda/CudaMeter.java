package dev.crosscheck.cuda;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.FloatByReference;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Observes a driver: which functions are called how often, how many bytes are copied, what each kernel takes of a multiprocessor, and, if
 * asked for, how long each launch of a kernel takes by the GPU's clock. Then kernels run one by one, each between two events.
 */
public final class CudaMeter {
    private static final int NOT_SUPPORTED = 801;

    private static final int SHARED_BYTES = 1; // CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES
    private static final int LOCAL_BYTES = 3; // CU_FUNC_ATTRIBUTE_LOCAL_SIZE_BYTES
    private static final int REGISTERS = 4; // CU_FUNC_ATTRIBUTE_NUM_REGS
    private static final int MACHINE_CODE = 6; // CU_FUNC_ATTRIBUTE_BINARY_VERSION

    private final CudaApi driver;
    private final Map<String, Integer> calls = new TreeMap<>();
    private final Map<Long, String> names = new HashMap<>();
    private final Map<String, Kernel> kernels = new LinkedHashMap<>();
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
    private String translator = "";
    private double translationSeconds;
    private long bytesToGpu;
    private long bytesToHost;
    private boolean timing;

    /**
     * A kernel as the driver translated it.
     *
     * @param registers of a thread
     * @param localBytes memory of a thread beside its registers; more than 0 if these did not suffice
     * @param sharedBytes shared memory that the kernel declares
     * @param machineCode compute capability of the code, as 10 × major + minor
     */
    public record Kernel(int registers, int localBytes, int sharedBytes, int machineCode) {}

    /** Observes a driver's functions, which are called through {@link #api}. */
    public CudaMeter(CudaApi driver) {
        this.driver = driver;
    }

    /** Observes this machine's driver. */
    public static CudaMeter ofDriver() {
        return new CudaMeter(CudaApi.load());
    }

    /** @return the driver's functions, observed */
    public CudaApi api() {
        Class<?>[] types = {CudaApi.class};
        return (CudaApi) Proxy.newProxyInstance(
                CudaApi.class.getClassLoader(), types, (proxy, method, arguments) -> observed(method, arguments));
    }

    private Object observed(Method method, Object... arguments) throws Throwable {
        String name = method.getName();
        calls.merge(name, 1, Integer::sum);
        switch (name) {
            case "cuMemcpyHtoDAsync_v2" -> bytesToGpu += (long) arguments[2];
            case "cuMemcpyDtoHAsync_v2" -> bytesToHost += (long) arguments[2];
            case "cuStreamBeginCapture_v2" -> {
                if (timing) {
                    return NOT_SUPPORTED; // so that kernels are launched one by one
                }
            }
            case "cuLaunchKernel" -> {
                if (timing) {
                    return timed(method, arguments);
                }
            }
            default -> {}
        }
        long start = System.nanoTime();
        Object code = call(method, arguments);
        if (name.equals("cuModuleLoadDataEx")) {
            translationSeconds = (System.nanoTime() - start) / 1e9;
            translator = ((Pointer) arguments[4]).getPointer(0).getString(0).strip();
        } else if (name.equals("cuModuleGetFunction") && code.equals(CudaApi.SUCCESS)) {
            Pointer function = ((PointerByReference) arguments[0]).getValue();
            names.put(Pointer.nativeValue(function), (String) arguments[2]);
            kernels.put((String) arguments[2], kernel(function));
        }
        return code;
    }

    private Object call(Method method, Object... arguments) throws Throwable {
        try {
            return method.invoke(driver, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Kernel kernel(Pointer function) {
        return new Kernel(
                attribute(REGISTERS, function),
                attribute(LOCAL_BYTES, function),
                attribute(SHARED_BYTES, function),
                attribute(MACHINE_CODE, function));
    }

    private int attribute(int attribute, Pointer function) {
        IntByReference value = new IntByReference();
        return driver.cuFuncGetAttribute(value, attribute, function) == CudaApi.SUCCESS ? value.getValue() : -1;
    }

    /** Launches a kernel between two events and waits for its end. Errors of the events are left to the next call of the program. */
    private Object timed(Method launch, Object... arguments) throws Throwable {
        Pointer stream = (Pointer) arguments[8];
        PointerByReference start = new PointerByReference();
        PointerByReference end = new PointerByReference();
        driver.cuEventCreate(start, 0);
        driver.cuEventCreate(end, 0);
        driver.cuEventRecord(start.getValue(), stream);
        Object code = call(launch, arguments);
        driver.cuEventRecord(end.getValue(), stream);
        driver.cuEventSynchronize(end.getValue());
        FloatByReference milliseconds = new FloatByReference();
        if (driver.cuEventElapsedTime(milliseconds, start.getValue(), end.getValue()) == CudaApi.SUCCESS) {
            seconds.computeIfAbsent(names.get(Pointer.nativeValue((Pointer) arguments[0])), name -> new ArrayList<>())
                    .add(milliseconds.getValue() / 1e3);
        }
        driver.cuEventDestroy_v2(start.getValue());
        driver.cuEventDestroy_v2(end.getValue());
        return code;
    }

    /** Forgets calls and copies so far, and from now on measures launches, or no longer. */
    public void restart(boolean timesLaunches) {
        calls.clear();
        bytesToGpu = 0;
        bytesToHost = 0;
        timing = timesLaunches;
    }

    /** @return how often each function was called since the last restart */
    public Map<String, Integer> calls() {
        return new TreeMap<>(calls);
    }

    /** @return bytes copied to the GPU since the last restart */
    public long bytesToGpu() {
        return bytesToGpu;
    }

    /** @return bytes copied to the host since the last restart */
    public long bytesToHost() {
        return bytesToHost;
    }

    /** @return what the translator of the PTX wrote */
    public String translator() {
        return translator;
    }

    /** @return how long the last translation took */
    public double translationSeconds() {
        return translationSeconds;
    }

    /** @return the program's kernels by name */
    public Map<String, Kernel> kernels() {
        return new LinkedHashMap<>(kernels);
    }

    /** @return the seconds of each launch that was measured, by the kernel's name */
    public Map<String, List<Double>> seconds() {
        return new LinkedHashMap<>(seconds);
    }
}
