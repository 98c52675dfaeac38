package dev.crosscheck.device;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import java.util.Optional;

/**
 * Decides between CPU and GPU before ND4J loads, by asking the driver.
 *
 * <p>There are two ways to use a GPU. By ND4J: nd4j-cuda 1.0.0-M2.1 is built with CUDA 11.6 and contains machine code for compute
 * capability 3.7 to 8.6 and no PTX, so a driver cannot translate it for a newer generation. Machine code runs within its own major
 * generation: 3.7 up to and including 8.9 is supported, 9.0 (Hopper) and above is not. A driver for CUDA 11.0 or newer runs CUDA 11.6
 * programs (CUDA's minor-version compatibility). By hand: the program's own kernels are PTX 6.5 for 7.5, which a driver for CUDA 10.2 or
 * newer translates for that generation and every later one.
 */
public final class DeviceSelector {
    /** Longest part of a variable's value in a message: some names of GPUs. */
    private static final int SHOWN = 100;

    private static final int OLDEST_CAPABILITY = 37;
    private static final int FIRST_TOO_NEW_CAPABILITY = 90;
    private static final int OLDEST_DRIVER = 11_000;
    private static final int OLDEST_CAPABILITY_BY_HAND = 75;
    private static final int OLDEST_DRIVER_BY_HAND = 10_020;

    private static final String REMEDY =
            "Use --device auto or cpu; \"doctor\" lists what was found and what to change.";

    private final CudaProbe probe;

    /** @param probe how to look for CUDA */
    public DeviceSelector(CudaProbe probe) {
        this.probe = probe;
    }

    /**
     * Chooses the device: ND4J's CUDA if it can run, else CUDA by hand, else the CPU.
     *
     * @param request the user's request
     * @param ways in which a GPU can be used
     * @return the device and the reason; CUDA by hand must still be opened
     * @throws CrosscheckException if CUDA is requested explicitly and cannot run, with the reason
     */
    public DeviceChoice select(DeviceRequest request, CudaWays ways) {
        if (request == DeviceRequest.CPU) {
            return new DeviceChoice(request, Device.CPU, "asked for");
        }
        Optional<String> nd4j = ways.notNd4j().or(() -> nd4jObstacle(true));
        if (nd4j.isEmpty()) {
            return new DeviceChoice(request, Device.CUDA, "the driver and every GPU it shows can run it");
        }
        Optional<String> byHand = ways.notByHand().or(this::byHandObstacle);
        if (byHand.isEmpty()) {
            String reason = ways.notNd4j().isPresent()
                    ? "the driver translates its kernels"
                    : "ND4J's CUDA cannot run: " + nd4j.get();
            return new DeviceChoice(request, Device.CUDA_BY_HAND, reason);
        }
        String reason = both(ways, nd4j.get(), byHand.get());
        if (request == DeviceRequest.CUDA) {
            throw new CrosscheckException("--device " + request + " cannot run: " + reason + ".", REMEDY);
        }
        return new DeviceChoice(request, Device.CPU, reason);
    }

    /** Combines the reasons of both ways; a single one if only one way was possible, or if both fail because of the driver. */
    private String both(CudaWays ways, String nd4j, String byHand) {
        if (ways.notNd4j().isPresent()) {
            return byHand;
        }
        if (ways.notByHand().isPresent()) {
            return nd4j;
        }
        if (driverObstacle().isPresent()) {
            return byHand;
        }
        return "ND4J's CUDA: " + nd4j + "; CUDA by hand: " + byHand;
    }

    /**
     * @param asksBackend whether to ask ND4J's backend as the last check. This loads its libraries, so it must be false if another backend
     *     is running and it has not been asked before
     * @return why ND4J's CUDA cannot run, in a clause without a full stop; empty if it can
     */
    public Optional<String> nd4jObstacle(boolean asksBackend) {
        if (!probe.inBuild()) {
            return Optional.of("this build has no CUDA backend (build and run with -Pcuda)");
        }
        return driverObstacle()
                .or(() -> tooOld(OLDEST_DRIVER, "11.0"))
                .or(this::nd4jDeviceObstacle)
                .or(() -> probe.missingLibrary()
                        .map(library -> "the CUDA 11.6 library " + library + " is missing"
                                + " (leave -Dcuda.libraries out, or install CUDA 11.6 and put it on the library path)"))
                .or(() -> asksBackend ? probe.backendObstacle() : Optional.empty());
    }

    /** @return why CUDA by hand cannot run, as far as the driver knows without opening a GPU; empty if it can */
    public Optional<String> byHandObstacle() {
        return driverObstacle().or(() -> tooOld(OLDEST_DRIVER_BY_HAND, "10.2")).or(() -> {
            CudaDevice first = probe.driver().devices().get(0);
            return capability(first) < OLDEST_CAPABILITY_BY_HAND
                    ? Optional.of(first + ", is too old: CUDA by hand needs 7.5 or newer")
                    : Optional.empty();
        });
    }

    /**
     * Opens the GPU for CUDA by hand, which has no {@link #byHandObstacle}: the first that the driver shows.
     *
     * @throws GpuException if it cannot be used
     */
    public static Gpu open(CudaProbe probe) {
        return probe.open(probe.driver().devices().get(0));
    }

    private Optional<String> driverObstacle() {
        return probe.driver()
                .obstacle()
                .or(() -> probe.driver().devices().isEmpty()
                        ? Optional.of("the NVIDIA driver shows no GPU"
                                + probe.visibleDevices()
                                        .map(value -> " (CUDA_VISIBLE_DEVICES is \""
                                                + (value.length() > SHOWN ? value.substring(0, SHOWN) + "..." : value)
                                                + "\")")
                                        .orElse(""))
                        : Optional.empty());
    }

    private Optional<String> tooOld(int oldest, String name) {
        CudaDriver.Answer driver = probe.driver();
        return driver.version() < oldest
                ? Optional.of("the NVIDIA driver is too old: it supports CUDA " + driver.versionText() + ", and " + name
                        + " or newer is needed")
                : Optional.empty();
    }

    /** ND4J initialises every GPU that the driver shows, so a single unsupported one prevents it from starting. */
    private Optional<String> nd4jDeviceObstacle() {
        return probe.driver().devices().stream()
                .map(DeviceSelector::nd4jDeviceObstacle)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> nd4jDeviceObstacle(CudaDevice device) {
        if (capability(device) < OLDEST_CAPABILITY) {
            return Optional.of(device + ", is too old: nd4j-cuda needs 3.7 or newer");
        }
        if (capability(device) >= FIRST_TOO_NEW_CAPABILITY) {
            return Optional.of(device + ", is too new: nd4j-cuda has machine code for 3.7 to 8.x only");
        }
        return Optional.empty();
    }

    private static int capability(CudaDevice device) {
        return device.major() * 10 + device.minor();
    }
}
