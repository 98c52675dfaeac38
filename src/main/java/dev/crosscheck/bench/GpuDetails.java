package dev.crosscheck.bench;

import dev.crosscheck.Subprocess;
import dev.crosscheck.bench.Standing.Spread;
import dev.crosscheck.cuda.CudaDevice;
import dev.crosscheck.cuda.CudaGpu;
import dev.crosscheck.cuda.CudaMeter;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.train.GpuStart;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.byhand.GpuProof;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a GPU does in an epoch by hand: whoever reads it need not have the GPU.
 *
 * @param gpu its name and compute capability
 * @param cuda the newest CUDA that its driver supports
 * @param check whether training small networks gave the CPU's bits, else the first difference
 * @param translationSeconds time in which the driver translated the PTX, or found its earlier translation
 * @param translator what its translator wrote, by lines
 * @param startCalls calls of the driver's functions until training can start, with the self-check
 * @param startBytesToGpu bytes copied to the GPU until then
 * @param epochCalls calls in an epoch
 * @param epochBytesToGpu bytes copied to the GPU in an epoch
 * @param epochBytesToHost bytes copied to the host in an epoch
 * @param epochSeconds an epoch by the GPU's clock
 * @param nothingSeconds what the GPU's clock shows for no work at all: a part of every kernel's seconds
 * @param kernels each kernel, alone between two events
 * @param clocksBefore lines of nvidia-smi before the work, or why there are none
 * @param clocksAfter the same right after it
 * @param sanitizer the summary of each tool of compute-sanitizer, or why there is none
 */
public record GpuDetails(
        String gpu,
        String cuda,
        String check,
        double translationSeconds,
        List<String> translator,
        Map<String, Integer> startCalls,
        long startBytesToGpu,
        Map<String, Integer> epochCalls,
        long epochBytesToGpu,
        long epochBytesToHost,
        double epochSeconds,
        double nothingSeconds,
        Map<String, Kernel> kernels,
        List<String> clocksBefore,
        List<String> clocksAfter,
        Map<String, String> sanitizer) {

    /** The text for {@link #check} if no bit differs. */
    public static final String SAME = "the CPU's bits";

    private static final int MOST_LINES = 200;
    private static final int LONGEST_LINE = 1000;
    private static final int PATIENCE_SECONDS = 20;

    /** Steps whose kernels are timed one by one. */
    private static final int TIMED_STEPS = 300;

    private static final List<String> CLOCKS = List.of(
            "nvidia-smi",
            "--format=csv",
            "--query-gpu=index,name,driver_version,pstate,clocks.sm,clocks.mem,clocks.max.sm,temperature.gpu,power.draw,"
                    + "utilization.gpu,memory.used");

    /**
     * A kernel.
     *
     * @param seconds of its launches
     * @param code what it takes of a multiprocessor
     */
    public record Kernel(Spread seconds, CudaMeter.Kernel code) {}

    /**
     * Measures a GPU.
     *
     * @param meter observes its driver, which has been initialised
     * @param device the GPU
     * @param cuda the newest CUDA that the driver supports
     */
    static GpuDetails measure(CudaMeter meter, CudaDevice device, String cuda, TrainingConfig config, Examples images) {
        List<String> clocksBefore = lines(CLOCKS);
        try (CudaGpu gpu = new CudaGpu(meter.api(), device)) {
            String check = GpuProof.onSamples(gpu).orElse(SAME);
            meter.restart(false);
            Batches batches = new Batches(images, config.training().batch());
            try (BenchProcess.Timer timer = new BenchProcess.Timer(
                    config, batches, GpuStart.of(gpu, config, images).trainer())) {
                double translationSeconds = meter.translationSeconds();
                Map<String, Integer> startCalls = meter.calls();
                long startBytes = meter.bytesToGpu();
                timer.steps(1, batches.count()); // warms up
                meter.restart(false);
                timer.steps(2, batches.count());
                Map<String, Integer> epochCalls = meter.calls();
                long toGpu = meter.bytesToGpu();
                long toHost = meter.bytesToHost();
                double epochSeconds = gpu.seconds(() -> timer.steps(3, batches.count()));
                List<String> clocksAfter = lines(CLOCKS);
                double nothing = gpu.seconds(() -> {});
                meter.restart(true);
                timer.steps(4, Math.min(TIMED_STEPS, batches.count()));
                Map<String, Kernel> kernels = new LinkedHashMap<>();
                meter.seconds()
                        .forEach((name, seconds) -> kernels.put(
                                name,
                                new Kernel(
                                        Spread.of(seconds, 1), meter.kernels().get(name))));
                return new GpuDetails(
                        gpu.name(),
                        cuda,
                        check,
                        translationSeconds,
                        shortened(meter.translator()),
                        startCalls,
                        startBytes,
                        epochCalls,
                        toGpu,
                        toHost,
                        epochSeconds,
                        nothing,
                        kernels,
                        clocksBefore,
                        clocksAfter,
                        Map.of());
            }
        }
    }

    /** @return the same with results of compute-sanitizer */
    GpuDetails with(Map<String, String> results) {
        return new GpuDetails(
                gpu,
                cuda,
                check,
                translationSeconds,
                translator,
                startCalls,
                startBytesToGpu,
                epochCalls,
                epochBytesToGpu,
                epochBytesToHost,
                epochSeconds,
                nothingSeconds,
                kernels,
                clocksBefore,
                clocksAfter,
                results);
    }

    /** @return what a program prints, or that it is not there */
    private static List<String> lines(List<String> command) {
        try {
            Subprocess.Ended ended = Subprocess.of(command).merged().toItsEnd(PATIENCE_SECONDS);
            return ended.code() == Subprocess.Ended.LATE
                    ? List.of(command.get(0) + " did not end within " + PATIENCE_SECONDS + " s")
                    : shortened(ended.output());
        } catch (IOException e) {
            return List.of(command.get(0) + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(command.get(0) + " was interrupted");
        }
    }

    private static List<String> shortened(String text) {
        List<String> lines = new ArrayList<>();
        text.lines()
                .filter(line -> !line.isBlank())
                .limit(MOST_LINES)
                .forEach(line -> lines.add(line.substring(0, Math.min(LONGEST_LINE, line.length()))));
        return lines;
    }
}
