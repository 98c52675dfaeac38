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
 * What a run of {@code verify} did not check, each with the reason.
 *
 * @param cuda why ND4J did not run on CUDA; empty if it did
 * @param byHand why the kernels for GPUs did not run
 * @param kernels the trainer's kernels for CPUs that did not run
 * @param environment what the run was on
 */
record Unverified(Optional<String> cuda, String byHand, Map<Kernels, String> kernels, Environment environment) {

    /** Describes the run of this process, in which ND4J has started. */
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
        String byHand = new DeviceSelector(probe)
                .byHandObstacle()
                .map(obstacle -> obstacle + "; the tests run them by an interpreter.")
                .orElse("\"verify --device cuda\" checks them on the GPU.");
        return new Unverified(cuda(device, probe), byHand, kernels, environment);
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
        gaps.add(new Report.Gap("Kernels for GPUs (CUDA by hand)", byHand));
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
