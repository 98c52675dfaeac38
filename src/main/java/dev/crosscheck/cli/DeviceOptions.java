package dev.crosscheck.cli;

import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceChoice;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.device.DeviceSelector;
import dev.crosscheck.device.HardwareProfile;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.device.SystemCudaProbe;
import dev.crosscheck.files.BuildInfo;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The device and the threads. The command line wins over the hardware profile. */
final class DeviceOptions {
    /** The active profile under Maven's exec:java; a packaged jar knows its own. */
    private static final String PROFILE_PROPERTY = "crosscheck.profile";

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description =
                    "auto, cpu or cuda; auto takes the GPU if one can run, and says why not. Default: the hardware profile's.")
    private DeviceRequest device;

    private CudaProbe probe = new SystemCudaProbe();

    private Integer threads;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "That share the work of training; any number gives the same result. Default: one per core; of OpenMP"
                            + " and BLAS for other commands the hardware profile's.")
    void setThreads(int threads) {
        this.threads = Checks.within(command, "--threads", threads, 1, 1024);
    }

    /** @return the settings of the active hardware profile */
    HardwareProfile profile() {
        String name = System.getProperty(PROFILE_PROPERTY, BuildInfo.load().profile());
        return HardwareProfile.load(name);
    }

    /**
     * @param nd4jThreads threads for ND4J, whose libraries are configured first, since the probe may load them
     * @param ways the possible ways to a GPU
     * @return the device to use, and why
     */
    DeviceChoice choose(int nd4jThreads, CudaWays ways) {
        Nd4jRuntime.configure(nd4jThreads, profile().offHeapLimitMib());
        return new DeviceSelector(probe)
                .select(device != null ? device : profile().device(), ways);
    }

    /** @return how to look for CUDA */
    CudaProbe probe() {
        return probe;
    }

    /** Looks for CUDA in another way. */
    void use(CudaProbe other) {
        probe = other;
    }

    /** Starts ND4J in the background if the CPU was chosen; {@link #start} must still be called. */
    void startAhead(DeviceChoice choice) {
        if (choice.device().nd4j() == Device.CPU) {
            Nd4jRuntime.startAhead();
        }
    }

    /** Starts ND4J on the device that was chosen. */
    void start(DeviceChoice choice, int nd4jThreads) {
        Nd4jRuntime.start(choice.device().nd4j(), nd4jThreads);
    }

    /** @return the threads that the option or the hardware profile asks for */
    OptionalInt asked() {
        return threads != null ? OptionalInt.of(threads) : profile().threads();
    }

    /** @return threads for ND4J */
    int threads() {
        return asked().orElse(Nd4jRuntime.BEST_THREADS);
    }
}
