package dev.crosscheck.cli;

import dev.crosscheck.BuildInfo;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.device.DeviceSelector;
import dev.crosscheck.device.HardwareProfile;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.device.SystemCudaProbe;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where to run: the command line wins over the hardware profile. */
final class DeviceOptions {
    /** Maven's exec:java says with this which profile is active; a packaged jar knows its own. */
    private static final String PROFILE_PROPERTY = "crosscheck.profile";

    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda",
            description = "Where to run; auto takes the GPU if one can run, else the CPU, and says why."
                    + " Default: what the hardware profile says.")
    private DeviceRequest device;

    private Integer threads;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads for OpenMP and BLAS. Default: what the hardware profile says, which is one, the fastest.")
    void setThreads(int threads) {
        this.threads = Checks.within(command, "--threads", threads, 1, 1024);
    }

    /** @return the settings of the active hardware profile */
    HardwareProfile profile() {
        String name = System.getProperty(PROFILE_PROPERTY, BuildInfo.load().profile());
        return HardwareProfile.load(name);
    }

    /** @return what is asked for */
    DeviceRequest request() {
        return device != null ? device : profile().device();
    }

    /** @return the device to use and why */
    DeviceChoice choose() {
        return choose(new SystemCudaProbe());
    }

    /** Decides with a probe; ND4J's libraries, which the probe may load, are configured first. */
    DeviceChoice choose(CudaProbe probe) {
        Nd4jRuntime.configure(threads(), profile().offHeapLimitMib());
        return new DeviceSelector(probe).select(request());
    }

    /** Starts ND4J on the device that was chosen. */
    void start(DeviceChoice choice) {
        Nd4jRuntime.start(choice.device(), threads());
    }

    /** @return what results depend on in their last bits: the device and the threads */
    String machine(DeviceChoice choice) {
        return choice.device() + ", threads " + threads();
    }

    private int threads() {
        return threads != null ? threads : profile().threads().orElse(Nd4jRuntime.BEST_THREADS);
    }
}
