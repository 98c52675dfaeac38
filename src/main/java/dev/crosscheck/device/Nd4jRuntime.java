package dev.crosscheck.device;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.CudaDriver;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.nd4j.common.config.ND4JClassLoading;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Starts ND4J once, on the chosen device, with the chosen number of threads.
 *
 * <p>By default OpenMP and OpenBLAS each start a thread per core, and their waiting threads spin and take cores from each other: for
 * networks of this size that takes several times as long as the work itself. So both are configured here, in code: before they load if
 * possible, and for the calling thread afterwards.
 */
public final class Nd4jRuntime {
    /** The fastest number of threads for small networks; measured in docs/internals/performance.md. */
    public static final int BEST_THREADS = 1;

    private static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";
    private static final String NATIVES = "org/nd4j/linalg/cpu/nativecpu/bindings/";
    private static final String AS_SAID = "as docs/library.md#train-with-deeplearning4j says";
    private static final List<String> EXTENSIONS = List.of("-avx512", "-avx2", "");

    private static Device started;
    private static CrosscheckException failure;

    private Nd4jRuntime() {}

    /**
     * Sets what ND4J's libraries read when they load; must be called before any of them loads.
     *
     * @param threads threads for OpenMP and BLAS
     * @param offHeapLimitMib largest native memory for arrays, in MiB
     */
    public static void configure(int threads, int offHeapLimitMib) {
        System.setProperty("org.bytedeco.javacpp.maxBytes", offHeapLimitMib + "m");
        // Otherwise JavaCPP asks the system for the process's size at each allocation: a quarter of a small step's
        // time.
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
        System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
        System.setProperty("org.nd4j.log.initialization", "false");
        System.setProperty("org.deeplearning4j.crash.reporting.enabled", "false");
        setEnvironment("OMP_NUM_THREADS", Integer.toString(threads));
        setEnvironment("OPENBLAS_NUM_THREADS", Integer.toString(threads));
    }

    /**
     * Starts ND4J, or, if it already runs on that device, sets the threads again.
     *
     * @param device where to run
     * @param threads threads for OpenMP in the calling thread, and for BLAS
     * @throws CrosscheckException if ND4J is missing, or the natives do not fit this processor or cannot be loaded
     */
    public static synchronized void start(Device device, int threads) {
        if (started == null) {
            try {
                checkNatives(natives(), HostCpu.detect());
                ND4JClassLoading.setNd4jClassloader(new OneBackend(device));
            } catch (NoClassDefFoundError e) {
                throw missing("ND4J is to start", e);
            }
            load(device);
            started = device;
        } else if (started != device) {
            throw new IllegalStateException("ND4J already runs on " + started);
        }
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
        Nd4j.factory().blas().setMaxThreads(threads);
    }

    /**
     * Starts ND4J on the CPU in another thread while the caller does something else. {@link #start} waits for it and throws its failure, if
     * any.
     */
    public static void startAhead() {
        Thread starter = new Thread(
                () -> {
                    try {
                        start(Device.CPU, BEST_THREADS);
                    } catch (CrosscheckException e) {
                        // Code that needs ND4J calls start, which throws it again.
                    }
                },
                "nd4j-start");
        starter.setDaemon(true);
        starter.start();
    }

    /** Configures and starts ND4J on the CPU with the fastest number of threads: sufficient for the checks in double. */
    public static void startOnCpu() {
        configure(BEST_THREADS, 2048);
        start(Device.CPU, BEST_THREADS);
    }

    /** @return that a program which depends on Crosscheck has not added what it needs for a purpose */
    public static CrosscheckException missing(String purpose, NoClassDefFoundError e) {
        return new CrosscheckException(
                purpose + ", and it is not on the class path: " + e.getMessage() + ".",
                "Add it " + AS_SAID + ", or train by hand: TrainingMethod.byHand.");
    }

    /** @return the classifier of the CPU natives on the class path, for instance {@code linux-x86_64-avx2} */
    public static Optional<String> natives() {
        ClassLoader loader = Nd4jRuntime.class.getClassLoader();
        return EXTENSIONS.stream()
                .map(extension -> HostCpu.platform() + extension)
                .filter(classifier ->
                        loader.getResource(NATIVES + classifier + "/" + System.mapLibraryName("jnind4jcpu")) != null)
                .findFirst();
    }

    /**
     * Rejects natives that the processor cannot run, since they would end the process without a message.
     *
     * @param natives the classifier on the class path
     * @param cpu the processor
     */
    static void checkNatives(Optional<String> natives, HostCpu cpu) {
        String classifier = natives.orElseThrow(() -> new CrosscheckException(
                "This build has no ND4J natives for " + HostCpu.platform() + ".",
                "Build on this machine (mvn compile or mvn package), or pass -Dnd4j.natives=" + HostCpu.platform()
                        + "; a project of your own adds them " + AS_SAID + "."));
        if (classifier.endsWith("-avx2") && cpu.lacksAvx2()) {
            throw new CrosscheckException(
                    "This processor (" + cpu.model() + ") has no AVX2, and this build carries the natives " + classifier
                            + ".",
                    "Pass -Dnd4j.natives=" + HostCpu.platform() + " to mvn, in every call, for the generic ones.");
        }
    }

    /** Sets an environment variable of this process, for libraries that read it when they load. It is a hint, so a failure is ignored. */
    private static void setEnvironment(String name, String value) {
        try {
            if (Platform.isWindows()) {
                Function set = CudaDriver.library("msvcrt").getFunction("_putenv_s");
                set.invokeInt(new Object[] {name, value});
            } else {
                Function set = CudaDriver.library(null).getFunction("setenv");
                set.invokeInt(new Object[] {name, value, 1});
            }
        } catch (LinkageError e) {
            // The calls after loading still set the threads of BLAS and of the thread that starts ND4J.
        }
    }

    private static void load(Device device) {
        if (failure != null) {
            throw failure; // a second attempt would only report that a class could not be initialised
        }
        try {
            Nd4j.create(1).close();
        } catch (LinkageError | RuntimeException e) {
            failure = new CrosscheckException(
                    "ND4J could not start on " + device + ": " + rootMessage(e),
                    device == Device.CUDA ? "Use --device cpu." : "Check with \"doctor\"; details with --verbose.",
                    e);
            throw failure;
        }
    }

    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }

    /**
     * Makes the service file of only one backend visible to ND4J. Otherwise ND4J tries CUDA first wherever it is on the class path, and
     * prints a stack trace if there is no driver.
     */
    private static final class OneBackend extends ClassLoader {
        private final String backend;

        OneBackend(Device device) {
            super(Nd4jRuntime.class.getClassLoader());
            this.backend = device == Device.CUDA
                    ? "org.nd4j.linalg.jcublas.JCublasBackend"
                    : "org.nd4j.linalg.cpu.nativecpu.CpuBackend";
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            Enumeration<URL> all = super.getResources(name);
            if (!name.equals(SERVICE)) {
                return all;
            }
            List<URL> wanted = new ArrayList<>();
            for (URL url : Collections.list(all)) {
                try (InputStream in = url.openStream()) {
                    if (new String(in.readAllBytes(), StandardCharsets.UTF_8).contains(backend)) {
                        wanted.add(url);
                    }
                }
            }
            return Collections.enumeration(wanted);
        }
    }
}
