package dev.crosscheck.cuda;

import com.sun.jna.ptr.PointerByReference;
import java.util.Arrays;

/** The driver's error codes that are meaningful to a user, with a remedy for each. */
enum CudaError {
    INVALID_VALUE(1, Advice.DEFECT),
    OUT_OF_MEMORY(2, Advice.MEMORY),
    NOT_INITIALIZED(3, Advice.DRIVER),
    STUB_LIBRARY(
            34, "The library found is the CUDA toolkit's stub: put the driver's own before it on the library path."),
    DEVICE_UNAVAILABLE(
            46, "Another program holds the GPU for itself: end it, or name another with CUDA_VISIBLE_DEVICES."),
    NO_DEVICE(100, "\"nvidia-smi\" lists the GPUs; CUDA_VISIBLE_DEVICES must be unset or name one of them."),
    INVALID_DEVICE(101, "CUDA_VISIBLE_DEVICES must be unset or name GPUs that \"nvidia-smi\" lists."),
    INVALID_IMAGE(200, Advice.DAMAGED),
    NO_BINARY_FOR_GPU(209, Advice.DAMAGED),
    ECC_UNCORRECTABLE(214, "The GPU's memory is faulty: \"nvidia-smi -q\" has its counts of errors.", true),
    INVALID_PTX(218, Advice.DAMAGED),
    NVLINK_UNCORRECTABLE(220, Advice.LOST, true),
    JIT_COMPILER_NOT_FOUND(
            221, "Install NVIDIA's driver whole: its library for PTX, libnvidia-ptxjitcompiler, is missing."),
    UNSUPPORTED_PTX_VERSION(222, "Install a newer NVIDIA driver: CUDA 10.2's or any later one."),
    JIT_COMPILATION_DISABLED(223, "Unset CUDA_DISABLE_PTX_JIT: a GPU is sent PTX."),
    CONTAINED(226, Advice.LOST, true),
    OPERATING_SYSTEM(304, Advice.DRIVER),
    NOT_FOUND(500, Advice.DAMAGED),
    ILLEGAL_ADDRESS(700, Advice.DEFECT, true),
    LAUNCH_OUT_OF_RESOURCES(701, Advice.DEFECT),
    LAUNCH_TIMEOUT(702, "The system ends long work on a GPU with a screen: use another GPU, or --device cpu.", true),
    CONTEXT_IS_DESTROYED(709, Advice.LOST, true),
    ASSERT(710, Advice.DEFECT, true),
    HARDWARE_STACK_ERROR(714, Advice.LOST, true),
    ILLEGAL_INSTRUCTION(715, Advice.DEFECT, true),
    MISALIGNED_ADDRESS(716, Advice.DEFECT, true),
    INVALID_ADDRESS_SPACE(717, Advice.DEFECT, true),
    INVALID_PC(718, Advice.DEFECT, true),
    LAUNCH_FAILED(719, Advice.LOST, true),
    NOT_PERMITTED(800, Advice.DRIVER),
    SYSTEM_NOT_READY(802, "Start NVIDIA's services: a machine with NVSwitch needs its fabric manager."),
    SYSTEM_DRIVER_MISMATCH(
            803, "Restart the machine: the driver's library and its kernel module are of different versions."),
    COMPAT_NOT_SUPPORTED_ON_DEVICE(804, "Take CUDA's compatibility libraries off the library path."),
    MPS_CLIENT_TERMINATED(810, Advice.LOST, true),
    UNKNOWN(999, Advice.LOST, true);

    /** Remedies that several codes share. */
    private static final class Advice {
        static final String DEFECT =
                "This is a bug in the program: use --device cpu, and report it with \"doctor --json -\".";
        static final String DAMAGED = "Install the program again; if that does not help, use --device cpu.";
        static final String DRIVER =
                "\"nvidia-smi\" must run without an error first: install or repair NVIDIA's driver.";
        static final String MEMORY =
                "End other programs that use the GPU, use a smaller --batch or --hidden, or --device cpu.";
        static final String LOST =
                "\"nvidia-smi\" and the system's log say what happened to the GPU; --device cpu goes without.";
    }

    private final int code;
    private final String remedy;
    private final boolean lost;

    CudaError(int code, String remedy) {
        this(code, remedy, false);
    }

    CudaError(int code, String remedy, boolean lost) {
        this.code = code;
        this.remedy = remedy;
        this.lost = lost;
    }

    int code() {
        return code;
    }

    /**
     * Creates the exception for a failed call.
     *
     * @param api provides the names of codes that are not listed here
     * @param what failed, with the function's name
     * @param code the call's return value
     */
    static GpuException exception(CudaApi api, String what, int code) {
        return Arrays.stream(values())
                .filter(known -> known.code == code)
                .findFirst()
                .map(known -> new GpuException(
                        known.driversName(), sentence(what, known.driversName(), code), known.remedy, known.lost))
                .orElseGet(() -> {
                    String name = driversName(api, code);
                    return new GpuException(name, sentence(what, name, code), Advice.DRIVER, false);
                });
    }

    /** @return the driver's name of an error, for messages */
    static String name(CudaApi api, int code) {
        return Arrays.stream(values())
                .filter(known -> known.code == code)
                .findFirst()
                .map(CudaError::driversName)
                .orElseGet(() -> driversName(api, code));
    }

    private static String sentence(String what, String name, int code) {
        return what + " failed with " + name + " (" + code + ").";
    }

    /** @return the driver's name of this error */
    String driversName() {
        return "CUDA_ERROR_" + name();
    }

    private static String driversName(CudaApi api, int code) {
        PointerByReference name = new PointerByReference();
        boolean known = api.cuGetErrorName(code, name) == CudaApi.SUCCESS && name.getValue() != null;
        return known ? name.getValue().getString(0) : "an unknown error";
    }
}
