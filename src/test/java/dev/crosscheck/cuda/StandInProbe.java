package dev.crosscheck.cuda;

import dev.crosscheck.device.CudaProbe;
import java.util.Optional;

/**
 * A machine without ND4J's CUDA, with a driver.
 *
 * @param driverInUse the driver
 * @param visibleDevices the value of CUDA_VISIBLE_DEVICES
 */
public record StandInProbe(EmulatedDriver driverInUse, Optional<String> visibleDevices) implements CudaProbe {

    /** A machine on which CUDA_VISIBLE_DEVICES is not set. */
    public StandInProbe(EmulatedDriver driver) {
        this(driver, Optional.empty());
    }

    @Override
    public boolean inBuild() {
        return false;
    }

    @Override
    public CudaDriver.Answer driver() {
        return CudaDriver.ask(driverInUse::api);
    }

    @Override
    public Gpu open(CudaDevice device) {
        return new CudaGpu(driverInUse.api(), device);
    }

    @Override
    public Optional<String> missingLibrary() {
        return Optional.empty();
    }

    @Override
    public Optional<String> backendObstacle() {
        throw new AssertionError("there is no backend");
    }
}
