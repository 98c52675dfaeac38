package dev.crosscheck.bench;

import dev.crosscheck.Subprocess;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.gpu.GpuProof;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a GPU is by itself: whoever reads it need not have the GPU.
 *
 * @param gpu its name and compute capability
 * @param cuda the newest CUDA that its driver supports
 * @param check whether training small networks gave the CPU's bits, else the first difference
 * @param clocksBefore lines of nvidia-smi before an epoch, or why there are none
 * @param clocksAfter the same right after it
 * @param sanitizer the summary of each tool of compute-sanitizer, or why there is none
 */
public record GpuDetails(
        String gpu,
        String cuda,
        String check,
        List<String> clocksBefore,
        List<String> clocksAfter,
        Map<String, String> sanitizer) {

    /** The text for {@link #check} if no bit differs. */
    public static final String SAME = "the CPU's bits";

    private static final int MOST_LINES = 200;
    private static final int LONGEST_LINE = 1000;
    private static final int PATIENCE_SECONDS = 20;

    private static final List<String> CLOCKS = List.of(
            "nvidia-smi",
            "--format=csv",
            "--query-gpu=index,name,driver_version,pstate,clocks.sm,clocks.mem,clocks.max.sm,temperature.gpu,power.draw,"
                    + "utilization.gpu,memory.used");

    /**
     * Checks a GPU and watches it in an epoch.
     *
     * @param cuda the newest CUDA that its driver supports
     */
    static GpuDetails of(Gpu gpu, String cuda, TrainingConfig config, Examples images) {
        List<String> clocksBefore = lines(CLOCKS);
        String check = GpuProof.onSamples(gpu).orElse(SAME);
        Batches batches = new Batches(images, config.training().batch());
        Trainer trainer = BenchProcess.trainer(gpu, config, images);
        try (BenchProcess.Timer timer = new BenchProcess.Timer(config, batches, trainer)) {
            timer.steps(1, batches.count());
        }
        return new GpuDetails(gpu.name(), cuda, check, clocksBefore, lines(CLOCKS), Map.of());
    }

    /** @return the same with results of compute-sanitizer */
    GpuDetails with(Map<String, String> results) {
        return new GpuDetails(gpu, cuda, check, clocksBefore, clocksAfter, results);
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
