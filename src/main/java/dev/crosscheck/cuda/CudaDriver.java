package dev.crosscheck.cuda;

import java.util.List;
import java.util.function.Supplier;

/** The result of asking the NVIDIA driver for its devices. */
public sealed interface CudaDriver {

    /**
     * There is no driver library.
     *
     * @param library the name that was looked for, for instance {@code libcuda.so.1}
     */
    record Absent(String library) implements CudaDriver {}

    /**
     * The driver could not be asked, though it may exist: its library does not load or lacks functions, or Java can load none.
     *
     * @param reason in a clause without a full stop
     */
    record Unusable(String reason) implements CudaDriver {}

    /**
     * The driver exists but a call failed.
     *
     * @param call the function of the driver
     * @param code its CUDA error code
     * @param error the code's name, for instance {@code CUDA_ERROR_UNKNOWN}
     */
    record Failed(String call, int code, String error) implements CudaDriver {}

    /**
     * The driver answered.
     *
     * @param version the newest CUDA it supports, as 1000 × major + 10 × minor
     * @param devices the GPUs that it shows, in its order; may be empty
     */
    record Present(int version, List<CudaDevice> devices) implements CudaDriver {

        public Present {
            devices = List.copyOf(devices);
        }

        /** @return the newest CUDA that the driver supports, for instance {@code 12.4} */
        public String versionText() {
            return version / 1000 + "." + version % 1000 / 10;
        }
    }

    /** Initialises this machine's driver and asks for its devices; never throws. */
    static CudaDriver ask() {
        return ask(CudaApi::load);
    }

    /** As {@link #ask()}, with another way to load the driver. */
    static CudaDriver ask(Supplier<CudaApi> library) {
        return CudaQuestion.ask(library);
    }
}
