package dev.crosscheck.cuda;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds the driver's functions as CUDA's own headers do: {@code cuGetProcAddress} returns a function by its name and the version of CUDA
 * whose parameters the caller uses. Drivers before CUDA 11.3 have no such function, and there, as wherever it finds nothing, the exported
 * name decides.
 */
final class CudaEntries implements InvocationHandler {
    /** All functions have the parameters that they had in CUDA 10.2, the oldest that is supported. */
    private static final int OLDEST = 10_020;

    /** The versions that replaced a function of CUDA 10.2, the newest first. */
    private static final Map<String, List<Version>> NEWER = Map.of(
            "cuCtxCreate", List.of(new Version(12_050, true)),
            "cuEventElapsedTime", List.of(new Version(12_080, false)));

    private final NativeLibrary driver;
    private final Map<Method, Entry> found = new ConcurrentHashMap<>();

    /**
     * A version of a function.
     *
     * @param since the CUDA that introduced it, as 1000 × major + 10 × minor
     * @param hasSettings whether its second parameter is a pointer to settings, which may be null and which older versions lack
     */
    private record Version(int since, boolean hasSettings) {}

    /** A function that was found. */
    private record Entry(Function function, boolean hasSettings) {

        int call(Object... arguments) {
            if (!hasSettings) {
                return function.invokeInt(arguments);
            }
            Object[] all = new Object[arguments.length + 1];
            all[0] = arguments[0];
            System.arraycopy(arguments, 1, all, 2, arguments.length - 1);
            return function.invokeInt(all);
        }
    }

    private CudaEntries(NativeLibrary driver) {
        this.driver = driver;
    }

    /** @return the functions of a driver's library; calling one that it lacks is an {@link UnsatisfiedLinkError} with its name */
    static CudaApi of(NativeLibrary driver) {
        Class<?>[] types = {CudaApi.class};
        return (CudaApi) Proxy.newProxyInstance(CudaApi.class.getClassLoader(), types, new CudaEntries(driver));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                default -> driver.toString();
            };
        }
        return found.computeIfAbsent(method, this::find).call(arguments);
    }

    private Entry find(Method method) {
        String exported = method.getName();
        String name = exported.replaceFirst("_v\\d+$", "");
        for (Version version : NEWER.getOrDefault(name, List.of())) {
            Optional<Function> function = address(name, version.since());
            if (function.isPresent()) {
                return new Entry(function.get(), version.hasSettings());
            }
        }
        return new Entry(
                address(name, OLDEST)
                        .or(() -> exported(exported))
                        .orElseThrow(() -> new UnsatisfiedLinkError(exported)),
                false);
    }

    private Optional<Function> exported(String name) {
        try {
            return Optional.of(driver.getFunction(name));
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
    }

    /** Asks the driver for a function by the name that it has in CUDA's headers. */
    private Optional<Function> address(String name, int version) {
        PointerByReference address = new PointerByReference();
        long usual = 0; // the default stream of the whole process
        Object[] asked = {name, address, version, usual, new IntByReference()};
        int code = exported("cuGetProcAddress_v2")
                .map(function -> function.invokeInt(asked))
                .or(() -> exported("cuGetProcAddress")
                        .map(function -> function.invokeInt(Arrays.copyOf(asked, asked.length - 1))))
                .orElse(-1);
        Pointer pointer = address.getValue();
        return code == CudaApi.SUCCESS && pointer != null
                ? Optional.of(Function.getFunction(pointer))
                : Optional.empty();
    }
}
