package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceSelector;
import dev.crosscheck.device.Environment;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.showing.report.Report;
import dev.crosscheck.train.byhand.Kernels;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of {@code verify} could not check.
 *
 * @param cuda why CUDA was not used; empty if it was
 * @param kernels those of the trainer by hand that did not run, each with the reason
 * @param environment what it ran on
 */
record Unverified(Optional<String> cuda, Map<Kernels, String> kernels, Environment environment) {

    /** Looks at the run of this process, in which ND4J has started. */
    static Unverified ofThisRun(Device device, CudaProbe probe, ImageSet digits, Environment environment) {
        Map<Kernels, String> kernels = new EnumMap<>(Kernels.class);
        for (Kernels each : List.of(Kernels.SPARSE, Kernels.DENSE)) {
            try {
                each.resolve(digits, NetworkSpec.digits(1));
            } catch (CrosscheckException e) {
                kernels.put(each, e.getMessage());
            }
        }
        kernels.put(Kernels.PLAIN, "too slow for an epoch here; the tests compare them, step by step.");
        return new Unverified(cuda(device, probe), kernels, environment);
    }

    private static Optional<String> cuda(Device device, CudaProbe probe) {
        if (device == Device.CUDA) {
            return Optional.empty();
        }
        String reason =
                new DeviceSelector(probe).nd4jObstacle(false).orElse("verify runs on the CPU, though a GPU is here");
        return Optional.of(reason + ".");
    }

    /** @return a line for each */
    List<Report.Gap> gaps() {
        List<Report.Gap> gaps = new ArrayList<>();
        cuda.ifPresent(reason -> gaps.add(new Report.Gap("CUDA", reason)));
        gaps.add(new Report.Gap(
                "Other systems and versions of Java",
                "this was " + environment.os() + " with Java " + environment.java() + "."));
        gaps.add(new Report.Gap(
                "Other processors",
                "native libraries use other instructions there; this was " + environment.cpu() + ", "
                        + environment.blas() + "."));
        kernels.forEach((each, reason) -> gaps.add(new Report.Gap("Kernels " + each.label(), reason)));
        gaps.add(new Report.Gap(
                "Runs recorded with NumPy and PyTorch", "\"verify FILE.npz\" repeats them, file by file."));
        gaps.add(new Report.Gap(
                "Digit trainings longer than an epoch",
                "after some hundred steps rounding alone drives two runs apart, by hand or not."));
        return gaps;
    }
}
