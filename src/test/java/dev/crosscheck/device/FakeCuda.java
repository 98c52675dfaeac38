package dev.crosscheck.device;

import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaDriver;
import dev.crosscheck.cuda.Gpu;
import java.util.Optional;

/** A machine's CUDA as a test wants it. */
record FakeCuda(
        boolean inBuild, CudaDriver.Answer driver, Optional<String> missingLibrary, Optional<String> backendObstacle)
        implements CudaProbe {

    @Override
    public Optional<String> visibleDevices() {
        return Optional.empty();
    }

    @Override
    public Gpu open(CudaDevice device) {
        throw new IllegalStateException("a decision opens no GPU");
    }

    /** A build with CUDA on a machine whose driver answers so; nothing else stands in the way. */
    static FakeCuda with(CudaDriver.Answer driver) {
        return new FakeCuda(true, driver, Optional.empty(), Optional.empty());
    }

    /** A recent driver and one GPU. */
    static CudaDriver.Answer gpu(String name, int major, int minor) {
        return CudaDriver.Answer.of(12_040, new CudaDevice(0, name, major, minor));
    }
}
