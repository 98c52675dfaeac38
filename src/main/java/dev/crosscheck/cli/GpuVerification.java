package dev.crosscheck.cli;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.CudaDriver;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.CudaProbe;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.device.DeviceSelector;
import dev.crosscheck.device.Environment;
import dev.crosscheck.math.Simd;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.verify.GpuKernelCheck;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.showing.report.Report;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks the kernels on a GPU, for {@code verify --device cuda}, without ND4J. */
final class GpuVerification {
    private static final List<Report.Gap> NOT_VERIFIED = List.of(
            new Report.Gap("The formulas", "\"verify\" without --device compares the CPU's kernels with DL4J."),
            new Report.Gap("Other GPUs and drivers", "each translates the kernels anew."));

    private final OutputOptions output;
    private final CudaProbe probe;

    GpuVerification(OutputOptions output, CudaProbe probe) {
        this.output = output;
        this.probe = probe;
    }

    /**
     * Opens the GPU, compares, prints the verdicts and writes the comparison report.
     *
     * @return the exit code: 3 if a bit differs
     * @throws CrosscheckException if the GPU cannot be used, with the reason
     */
    int run(ImageSet digits, long seed, RunFolder folder) {
        if (!Simd.isThere()) {
            throw new CrosscheckException(
                    "The CPU's sparse kernels, which the GPU's are compared with, cannot run here.",
                    "Use bin/crosscheck, or java --add-modules jdk.incubator.vector.");
        }
        new DeviceSelector(probe).select(DeviceRequest.CUDA, CudaWays.BY_HAND);
        Instant start = Instant.now();
        long startNanos = System.nanoTime();
        try (Gpu gpu = RunGpu.open(probe);
                ProgressBar progress = new ProgressBar(output)) {
            Findings findings = GpuKernelCheck.findings(digits, seed, progress, gpu);
            Report report = new Report(
                    start.truncatedTo(ChronoUnit.SECONDS).toString(),
                    (System.nanoTime() - startNanos) / 1e9,
                    rows(gpu),
                    List.of(findings),
                    List.of(),
                    NOT_VERIFIED,
                    List.of(),
                    List.of());
            print(findings, report.seconds());
            VerifyCommand.write(report, folder, output);
            return findings.passed() ? ExitCode.OK : ExitCode.DISAGREEMENT;
        } catch (GpuException e) {
            throw RunGpu.refusal(DeviceRequest.CUDA, e);
        }
    }

    private void print(Findings findings, double seconds) {
        output.print("%s", findings.title());
        output.print("%s", findings.note());
        VerdictTable.print(output, findings.verdicts());
        output.print("%n1 check in %.1f s: %s.", seconds, findings.passed() ? "everything agrees" : "it disagrees");
    }

    private Map<String, String> rows(Gpu gpu) {
        Environment here = Environment.withoutNd4j();
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("Crosscheck", here.crosscheck());
        rows.put("GPU", gpu.name());
        if (probe.driver() instanceof CudaDriver.Present driver) {
            rows.put("NVIDIA driver", "supports CUDA up to " + driver.versionText());
        }
        rows.put("Java", here.java());
        rows.put("operating system", here.os());
        rows.put("processor", here.cpu() + ", " + here.cores() + " cores, " + here.vectorFeatures());
        rows.put("arithmetic", "single precision on both sides, their bits compared");
        return rows;
    }
}
