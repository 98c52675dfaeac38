package dev.crosscheck.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The functions of NVIDIA's CUDA driver API that this program uses, by the names that every driver since CUDA 10.2 exports; each returns 0
 * or an error code. JNA calls them, and is started here for other native libraries too.
 *
 * <p>On the 64-bit systems that have a driver {@code size_t} and {@code CUdeviceptr} are a Java long, handles are pointers, and
 * {@code CUdevice} is an int.
 */
public interface CudaDriver extends Library {
    int SUCCESS = 0;
    int OUT_OF_MEMORY = 2;
    int NO_DEVICE = 100;

    /** {@code CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR}; that of the minor number follows */
    int CAPABILITY_MAJOR = 75;

    /** {@code CU_JIT_ERROR_LOG_BUFFER}; the log's size is the option after it */
    int JIT_ERROR_LOG = 5;

    /** {@code CU_STREAM_CAPTURE_MODE_THREAD_LOCAL}: while launches are recorded, other threads may call the driver */
    int CAPTURE_THREAD_LOCAL = 1;

    /** JNA reads it when its first class is initialised, and unpacks its own library into a temporary folder if there is none. */
    String JNA_FOLDER = "jna.boot.library.path";

    int cuInit(int flags);

    int cuDriverGetVersion(IntByReference version);

    int cuGetErrorName(int error, PointerByReference name);

    int cuGetErrorString(int error, PointerByReference text);

    int cuDeviceGetCount(IntByReference count);

    int cuDeviceGet(IntByReference device, int ordinal);

    int cuDeviceGetName(byte[] name, int length, int device);

    int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

    int cuCtxCreate_v2(PointerByReference context, int flags, int device);

    int cuCtxSetCurrent(Pointer context);

    int cuCtxDestroy_v2(Pointer context);

    int cuModuleLoadDataEx(PointerByReference module, byte[] image, int count, int[] options, Pointer values);

    int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

    int cuModuleUnload(Pointer module);

    int cuMemGetInfo_v2(LongByReference free, LongByReference total);

    int cuMemAlloc_v2(LongByReference address, long bytes);

    int cuMemFree_v2(long address);

    int cuMemcpyHtoD_v2(long to, byte[] from, long bytes);

    int cuMemcpyHtoD_v2(long to, int[] from, long bytes);

    int cuMemcpyHtoD_v2(long to, float[] from, long bytes);

    int cuMemcpyDtoH_v2(float[] to, long from, long bytes);

    int cuStreamCreate(PointerByReference stream, int flags);

    int cuStreamDestroy_v2(Pointer stream);

    int cuLaunchKernel(
            Pointer function,
            int gridX,
            int gridY,
            int gridZ,
            int blockX,
            int blockY,
            int blockZ,
            int sharedBytes,
            Pointer stream,
            Pointer[] arguments,
            Pointer extra);

    int cuStreamBeginCapture_v2(Pointer stream, int mode);

    int cuStreamEndCapture(Pointer stream, PointerByReference graph);

    /** Since CUDA 11.4. */
    int cuGraphInstantiateWithFlags(PointerByReference executable, Pointer graph, long flags);

    int cuGraphLaunch(Pointer executable, Pointer stream);

    int cuGraphExecDestroy(Pointer executable);

    int cuGraphDestroy(Pointer graph);

    /**
     * What a driver says of its machine.
     *
     * @param obstacle why it cannot be used, in a clause without a full stop; empty if it answered
     * @param version the newest CUDA that it supports, as 1000 × major + 10 × minor
     * @param devices the GPUs that it shows, in its order; may be empty
     */
    record Answer(Optional<String> obstacle, int version, List<CudaDevice> devices) {

        /** The answer of a driver for some CUDA that shows these GPUs. */
        public static Answer of(int version, CudaDevice... devices) {
            return new Answer(Optional.empty(), version, List.of(devices));
        }

        /** The answer where a driver cannot be used. */
        public static Answer none(String obstacle) {
            return new Answer(Optional.of(obstacle), 0, List.of());
        }

        /** @return the newest CUDA that the driver supports, for instance {@code 12.4} */
        public String versionText() {
            return version / 1000 + "." + version % 1000 / 10;
        }
    }

    /** @return the name of the driver's library on this system */
    static String libraryName() {
        return Platform.isWindows() ? "nvcuda.dll" : "libcuda.so.1";
    }

    /**
     * Loads the driver.
     *
     * @throws UnsatisfiedLinkError if there is none, or it does not load
     */
    static CudaDriver load() {
        library(libraryName());
        return Native.load(libraryName(), CudaDriver.class);
    }

    /** Initialises this machine's driver and asks for its GPUs; never throws. */
    static Answer ask() {
        return ask(CudaDriver::load);
    }

    /** As {@link #ask()}, with another way to load the driver. */
    static Answer ask(Supplier<CudaDriver> library) {
        CudaDriver driver;
        try {
            driver = library.get();
        } catch (UnsatisfiedLinkError e) {
            return Answer.none(notLoaded(libraryName(), e.getMessage()));
        }
        try {
            return answer(driver);
        } catch (GpuException e) {
            return Answer.none("the NVIDIA driver refuses: " + e.clause());
        } catch (UnsatisfiedLinkError e) {
            return Answer.none(libraryName() + " is no NVIDIA driver: "
                    + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    private static Answer answer(CudaDriver driver) {
        IntByReference number = new IntByReference();
        require(driver, "cuDriverGetVersion", driver.cuDriverGetVersion(number));
        int version = number.getValue();
        int code = driver.cuInit(0);
        if (code == NO_DEVICE) { // there is no GPU, or CUDA_VISIBLE_DEVICES hides it
            return Answer.of(version);
        }
        require(driver, "cuInit", code);
        require(driver, "cuDeviceGetCount", driver.cuDeviceGetCount(number));
        int count = number.getValue();
        List<CudaDevice> devices = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            require(driver, "cuDeviceGet", driver.cuDeviceGet(number, index));
            int device = number.getValue();
            byte[] name = new byte[256];
            require(driver, "cuDeviceGetName", driver.cuDeviceGetName(name, name.length, device));
            String text = new String(name, StandardCharsets.UTF_8);
            int[] capability = new int[2];
            for (int i = 0; i < 2; i++) {
                int asked = driver.cuDeviceGetAttribute(number, CAPABILITY_MAJOR + i, device);
                require(driver, "cuDeviceGetAttribute", asked);
                capability[i] = number.getValue();
            }
            devices.add(new CudaDevice(index, text.replaceFirst("\0.*", ""), capability[0], capability[1]));
        }
        return new Answer(Optional.empty(), version, List.copyOf(devices));
    }

    /**
     * Requires that a call succeeded.
     *
     * @param what was done, with the function's name
     * @throws GpuException with the driver's name and words for the error, if the code is one
     */
    static void require(CudaDriver driver, String what, int code) {
        if (code != SUCCESS) {
            PointerByReference name = new PointerByReference();
            PointerByReference words = new PointerByReference();
            driver.cuGetErrorName(code, name);
            driver.cuGetErrorString(code, words);
            throw new GpuException(
                    what + " failed with " + text(name) + " (" + code + "): " + text(words) + ".",
                    "docs/internals/cuda.md has remedies; \"nvidia-smi\" must list the GPU without an error. --device cpu does without.");
        }
    }

    private static String text(PointerByReference pointer) {
        return pointer.getValue() == null
                ? "an unknown error"
                : pointer.getValue().getString(0);
    }

    /**
     * @param library the driver's library
     * @param message JNA's: what the system's loader says is in its second line, after the file
     * @return that it is not there, or why it does not load, in a clause
     */
    static String notLoaded(String library, String message) {
        Optional<String> jna = jnaObstacle();
        if (jna.isPresent()) {
            return jna.get();
        }
        String said = message.lines().skip(1).findFirst().orElse(message);
        boolean absent = said.startsWith(library + ": cannot open shared object file: No such file")
                || said.startsWith("Error loading shared library " + library + ": No such file")
                || said.contains("module could not be found")
                || Platform.isMac();
        return absent ? "no NVIDIA driver was found (" + library + ")" : "the NVIDIA driver does not load: " + said;
    }

    /**
     * Loads any native library, or returns it if it is loaded. JNA's own is used from beside JNA's jar, where the build unpacks it, since
     * some systems forbid to run anything in a temporary folder.
     *
     * @param name its file, or the name by which the system finds it; null for what this process has loaded
     * @throws UnsatisfiedLinkError if it cannot be loaded, or JNA cannot be used
     */
    static NativeLibrary library(String name) {
        try {
            if (System.getProperty(JNA_FOLDER) == null) {
                Path jar = Path.of(Native.class // not initialised by this
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
                Path unpacked = jar.resolveSibling("jna").resolve("com/sun/jna").resolve(Platform.RESOURCE_PREFIX);
                if (Files.isDirectory(unpacked)) {
                    System.setProperty(JNA_FOLDER, unpacked.toString());
                }
            }
            return NativeLibrary.getInstance(name);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (NoClassDefFoundError e) { // the second use of a JNA that could not start; the cause tells of the first
            String first = e.getCause() == null ? e.toString() : e.getCause().getMessage();
            throw new UnsatisfiedLinkError(
                    first.replaceFirst("^Exception [\\w.]+: ", "").replaceFirst(" \\[in thread \"[^\"]*\"]$", ""));
        }
    }

    /** @return why JNA cannot call any native library, in a clause; empty if it can */
    static Optional<String> jnaObstacle() {
        try {
            library(null);
            return Optional.empty();
        } catch (UnsatisfiedLinkError e) {
            return Optional.of(jnaText(e.getMessage()));
        }
    }

    /** @return the reason that the message of a failed start of JNA has, with a remedy */
    static String jnaText(String message) {
        String cause = message.lines().findFirst().orElse("").replaceFirst("^(.*): \\1: ", "$1: ");
        // The system's C library is named by its loader, which a system with another one lacks.
        String remedy = cause.matches(".*(ld-linux|symbol not found|GLIBC).*")
                ? " (a system with glibc is needed)"
                : " (name a folder from which programs may run: JAVA_OPTS=-Djna.tmpdir=FOLDER)";
        return "Java cannot call native libraries, since JNA's own does not load: " + cause + remedy;
    }
}
