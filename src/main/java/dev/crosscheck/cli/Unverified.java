package dev.crosscheck.cli;

import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.DeviceSelector;
import dev.crosscheck.device.Environment;
import dev.crosscheck.showing.report.Report.Gap;
import java.util.ArrayList;
import java.util.List;

/** What a run of {@code verify} did not check, each with the reason. */
final class Unverified {
    /** Of {@code verify --network}. */
    static final List<Gap> BY_NETWORKS = List.of(
            new Gap("Longer trainings", "rounding grows from step to step, by hand and in DL4J."),
            new Gap("Dropout", "the mathematics in double has none; the trainer's steps use the network's."),
            new Gap("The digit trainers, and the checks themselves", "\"verify\" without --network checks these."));

    /** Of {@code verify --device cuda}. */
    static final List<Gap> ON_GPU = List.of(
            new Gap("The formulas", "\"verify\" without --device compares the CPU's kernels with DL4J."),
            new Gap("Other GPUs and drivers", "each translates the kernels anew."));

    private Unverified() {}

    /** @return what {@code verify} alone leaves out in this process, in which ND4J runs on the CPU */
    static List<Gap> byEverything(CudaProbe probe, Environment environment) {
        DeviceSelector selector = new DeviceSelector(probe);
        List<Gap> gaps = new ArrayList<>();
        gaps.add(new Gap(
                "CUDA", selector.nd4jObstacle(false).orElse("verify runs on the CPU, though a GPU is here") + "."));
        gaps.add(new Gap(
                "Kernels for GPUs (CUDA by hand)",
                selector.byHandObstacle()
                        .map(obstacle -> obstacle + "; the tests run them by an interpreter.")
                        .orElse("\"verify --device cuda\" checks them on the GPU.")));
        gaps.add(new Gap(
                "Other machines and versions of Java",
                "this was " + environment.os() + " with Java " + environment.java() + ", " + environment.cpu() + ", "
                        + environment.blas() + "."));
        gaps.add(new Gap("Runs recorded with NumPy and PyTorch", "\"verify FILE.npz\" repeats them, file by file."));
        gaps.add(new Gap(
                "Digit trainings longer than an epoch",
                "single steps of one epoch are compared: after some hundred, rounding alone drives two runs apart."));
        return gaps;
    }
}
