package dev.crosscheck.device;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks this machine: its NVIDIA driver through JNA, and the class path.
 *
 * <p>Function names and attribute numbers are those of NVIDIA's CUDA driver API.
 */
public final class SystemCudaProbe implements CudaProbe {
    private static final Logger LOG = LoggerFactory.getLogger(SystemCudaProbe.class);
    private static final String BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;
    private static final List<String> LINUX_LIBRARIES = List.of(
            "libcudart.so.11.0", "libcublasLt.so.11", "libcublas.so.11", "libcusparse.so.11", "libcusolver.so.11");
    private static final List<String> WINDOWS_LIBRARIES = List.of(
            "cudart64_110.dll", "cublasLt64_11.dll", "cublas64_11.dll", "cusparse64_11.dll", "cusolver64_11.dll");

    @Override
    public boolean inBuild() {
        return onClassPath(BACKEND.replace('.', '/') + ".class");
    }

    @Override
    public CudaDriver driver() {
        String library = Platform.isWindows() ? "nvcuda.dll" : "libcuda.so.1";
        try {
            return ask(NativeLibrary.getInstance(library));
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
            return new CudaDriver.Absent(library);
        } catch (DriverRefusal refusal) {
            return new CudaDriver.Failed(refusal.call, refusal.code);
        }
    }

    @Override
    public Optional<String> missingLibrary() {
        List<String> needed = Platform.isWindows() ? WINDOWS_LIBRARIES : LINUX_LIBRARIES;
        return needed.stream()
                .filter(library -> !onClassPath("org/bytedeco/cuda/" + HostCpu.platform() + "/" + library))
                .filter(library -> !loads(library))
                .findFirst();
    }

    @Override
    public Optional<String> backendObstacle() {
        PrintStream console = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        // The backend prints a stack trace when it finds no device: it goes to the log instead.
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Nd4jBackend backend = (Nd4jBackend)
                    Class.forName(BACKEND).getDeclaredConstructor().newInstance();
            return backend.isAvailable() ? Optional.empty() : Optional.of("CUDA's own libraries find no GPU to run on");
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            return Optional.of("ND4J's CUDA backend does not start: " + Nd4jRuntime.rootMessage(e));
        } finally {
            System.setErr(console);
            LOG.debug("ND4J's own search for CUDA printed: {}", printed.toString(StandardCharsets.UTF_8));
        }
    }

    private static CudaDriver ask(NativeLibrary driver) throws DriverRefusal {
        call(driver, "cuInit", 0);
        IntByReference version = new IntByReference();
        call(driver, "cuDriverGetVersion", version);
        IntByReference count = new IntByReference();
        call(driver, "cuDeviceGetCount", count);
        List<CudaDevice> devices = new ArrayList<>();
        for (int index = 0; index < count.getValue(); index++) {
            devices.add(device(driver, index));
        }
        return new CudaDriver.Present(version.getValue(), devices);
    }

    private static CudaDevice device(NativeLibrary driver, int index) throws DriverRefusal {
        IntByReference handle = new IntByReference();
        call(driver, "cuDeviceGet", handle, index);
        byte[] name = new byte[256];
        call(driver, "cuDeviceGetName", name, name.length, handle.getValue());
        IntByReference major = new IntByReference();
        call(driver, "cuDeviceGetAttribute", major, CAPABILITY_MAJOR, handle.getValue());
        IntByReference minor = new IntByReference();
        call(driver, "cuDeviceGetAttribute", minor, CAPABILITY_MINOR, handle.getValue());
        String text = new String(name, StandardCharsets.UTF_8);
        return new CudaDevice(index, text.substring(0, text.indexOf('\0')), major.getValue(), minor.getValue());
    }

    private static void call(NativeLibrary driver, String function, Object... arguments) throws DriverRefusal {
        int code = driver.getFunction(function).invokeInt(arguments);
        if (code != 0) {
            throw new DriverRefusal(function, code);
        }
    }

    private static boolean loads(String library) {
        try {
            NativeLibrary.getInstance(library);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static boolean onClassPath(String resource) {
        return SystemCudaProbe.class.getClassLoader().getResource(resource) != null;
    }

    /** A driver call that did not return CUDA_SUCCESS. */
    private static final class DriverRefusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final String call;
        private final int code;

        DriverRefusal(String call, int code) {
            super(call + " returned " + code);
            this.call = call;
            this.code = code;
        }
    }
}
