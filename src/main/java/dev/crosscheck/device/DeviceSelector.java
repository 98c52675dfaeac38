package dev.crosscheck.device;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaDriver;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides between CPU and GPU before ND4J loads, by asking the driver.
 *
 * <p>nd4j-cuda 1.0.0-M2.1 is built with CUDA 11.6 and carries machine code for compute capability 3.7 to 8.6 and no
 * PTX, so a driver cannot translate it for a newer generation. Machine code runs within its own major generation:
 * everything from 3.7 up to and including 8.9 is served, 9.0 (Hopper) and above is not. A driver for CUDA 11.0 or newer
 * runs CUDA 11.6 programs (CUDA's minor-version compatibility).
 */
public final class DeviceSelector {
    private static final int OLDEST_CAPABILITY = 37;
    private static final int FIRST_TOO_NEW_CAPABILITY = 90;
    private static final int OLDEST_DRIVER = 11_000;

    private final CudaProbe probe;

    /** @param probe how to look for CUDA */
    public DeviceSelector(CudaProbe probe) {
        this.probe = probe;
    }

    /**
     * Decides.
     *
     * @param request what is asked for
     * @return the device and why
     * @throws CrosscheckException if CUDA is asked for explicitly and cannot run, with the reason
     */
    public DeviceChoice select(DeviceRequest request) {
        if (request == DeviceRequest.CPU) {
            return new DeviceChoice(request, Device.CPU, "asked for");
        }
        Optional<String> obstacle = obstacle();
        if (obstacle.isEmpty()) {
            return new DeviceChoice(request, Device.CUDA, "the driver and every GPU it shows can run it");
        }
        if (request == DeviceRequest.CUDA) {
            throw new CrosscheckException(
                    "--device cuda cannot run: " + obstacle.get() + ".",
                    "Use --device auto or cpu; \"doctor\" lists what was found and what to change.");
        }
        return new DeviceChoice(request, Device.CPU, obstacle.get());
    }

    /** @return what keeps CUDA from running, in a clause without a full stop; empty if nothing does */
    private Optional<String> obstacle() {
        if (!probe.inBuild()) {
            return Optional.of("this build has no CUDA backend (build and run with -Pcuda)");
        }
        return driverObstacle(probe.driver())
                .or(() -> probe.missingLibrary()
                        .map(library -> "the CUDA 11.6 library " + library + " is missing"
                                + " (leave -Dcuda.libraries out, or install CUDA 11.6 and put it on the library path)"))
                .or(probe::backendObstacle);
    }

    private static Optional<String> driverObstacle(CudaDriver driver) {
        if (driver instanceof CudaDriver.Absent absent) {
            return Optional.of("no NVIDIA driver was found (" + absent.library() + ")");
        }
        if (driver instanceof CudaDriver.Failed failed) {
            return Optional.of(failureText(failed));
        }
        CudaDriver.Present present = (CudaDriver.Present) driver;
        if (present.devices().isEmpty()) {
            return Optional.of("the NVIDIA driver shows no GPU");
        }
        if (present.version() < OLDEST_DRIVER) {
            return Optional.of("the NVIDIA driver is too old: it supports CUDA " + present.versionText()
                    + ", and 11.0 or newer is needed");
        }
        return present.devices().stream()
                .map(DeviceSelector::deviceObstacle)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static String failureText(CudaDriver.Failed failed) {
        // CUDA_ERROR_NO_DEVICE: the driver is installed, and there is no GPU or CUDA_VISIBLE_DEVICES hides it.
        return failed.code() == 100
                ? "the NVIDIA driver shows no GPU"
                : String.format(
                        Locale.ROOT, "the NVIDIA driver refused %s with error %d", failed.call(), failed.code());
    }

    /** ND4J initialises every GPU that the driver shows, so one that it cannot run stands in the way of all. */
    private static Optional<String> deviceObstacle(CudaDevice device) {
        int capability = device.major() * 10 + device.minor();
        if (capability < OLDEST_CAPABILITY) {
            return Optional.of(device + ", is too old: nd4j-cuda needs 3.7 or newer");
        }
        if (capability >= FIRST_TOO_NEW_CAPABILITY) {
            return Optional.of(device + ", is too new: nd4j-cuda has machine code for 3.7 to 8.x only");
        }
        return Optional.empty();
    }
}
