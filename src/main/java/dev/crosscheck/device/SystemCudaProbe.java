package dev.crosscheck.device;

import com.sun.jna.Platform;
import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaDriver;
import dev.crosscheck.cuda.CudaGpu;
import dev.crosscheck.cuda.Gpu;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Probes this machine: its NVIDIA driver, and the class path. */
public final class SystemCudaProbe implements CudaProbe {
    private static final Logger LOG = LoggerFactory.getLogger(SystemCudaProbe.class);
    private static final String BACKEND = "org.nd4j.linalg.jcublas.JCublasBackend";
    private static final List<String> LINUX_LIBRARIES = List.of(
            "libcudart.so.11.0", "libcublasLt.so.11", "libcublas.so.11", "libcusparse.so.11", "libcusolver.so.11");
    private static final List<String> WINDOWS_LIBRARIES = List.of(
            "cudart64_110.dll", "cublasLt64_11.dll", "cublas64_11.dll", "cusparse64_11.dll", "cusolver64_11.dll");

    private CudaDriver.Answer asked;
    private Optional<String> backendObstacle;

    @Override
    public boolean inBuild() {
        return onClassPath(BACKEND.replace('.', '/') + ".class");
    }

    @Override
    public CudaDriver.Answer driver() {
        if (asked == null) {
            asked = CudaDriver.ask();
        }
        return asked;
    }

    @Override
    public Optional<String> visibleDevices() {
        return Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES"));
    }

    @Override
    public Gpu open(CudaDevice device) {
        return new CudaGpu(CudaDriver.load(), device);
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
        if (backendObstacle == null) {
            backendObstacle = askBackend();
        }
        return backendObstacle;
    }

    private static Optional<String> askBackend() {
        PrintStream console = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        // The backend prints a stack trace when it finds no device; it is redirected to the log.
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

    private static boolean loads(String library) {
        try {
            CudaDriver.library(library);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private static boolean onClassPath(String resource) {
        return SystemCudaProbe.class.getClassLoader().getResource(resource) != null;
    }
}
