package dev.crosscheck.bench;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.device.DeviceSelector;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.device.OpenBlas;
import dev.crosscheck.device.SystemCudaProbe;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/** The process of a contestant in Java, which only {@code bench} starts. */
public final class BenchChild {
    private static final int OFF_HEAP_LIMIT_MIB = 2048;
    private static final double LEARNING_RATE = 0.001;

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private final Workload workload;

    private BenchChild(Workload workload) {
        this.workload = workload;
    }

    /**
     * Trains and prints how long it took.
     *
     * @param args what trains (kernels of the trainer by hand, or a name of {@link Lineup}), its threads, and a workload's
     *     options
     */
    public static void main(String... args) {
        endWithParent();
        List<String> options = Arrays.asList(args).subList(2, args.length);
        new BenchChild(Workload.parse(options)).run(args[0], Integer.parseInt(args[1]));
    }

    /** Standard input ends when the process that holds it open is gone. */
    private static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // The pipe is gone, and with it the parent.
                    }
                    // Halt, since a native library that is at work would hold up an orderly end.
                    Runtime.getRuntime().halt(1);
                },
                "end with parent");
        watch.setDaemon(true);
        watch.start();
    }

    private void run(String way, int threads) {
        switch (way) {
            case Lineup.GEMM -> floor(threads);
            case Lineup.CUDA -> trainOnGpu();
            case Lineup.STOCK -> train(EpochTimer::asItComes);
            case Lineup.DL4J -> train(new TrainingMethod(TrainerChoice.DL4J, Kernels.AUTO, threads));
            default -> {
                Kernels kernels = Kernels.valueOf(way.toUpperCase(Locale.ROOT));
                train(new TrainingMethod(TrainerChoice.BY_HAND, kernels, threads));
            }
        }
        if (!way.equals(Lineup.CUDA)) {
            OpenBlas.loaded().ifPresent(blas -> report("note", note(blas)));
        }
        peakKib().ifPresent(kib -> report("peak", Long.toString(kib)));
    }

    private static String note(OpenBlas blas) {
        return String.format(
                Locale.ROOT,
                "Java %s, OpenBLAS %s, kernel %s, %d BLAS thread%s",
                System.getProperty("java.version"),
                blas.version(),
                blas.kernel(),
                blas.threads(),
                blas.threads() == 1 ? "" : "s");
    }

    /** Trains as {@code train} does, with ND4J set in the same way. */
    private void train(TrainingMethod method) {
        if (method.trainer() == TrainerChoice.DL4J || Nd4jRuntime.natives().isPresent()) {
            Nd4jRuntime.configure(Nd4jRuntime.BEST_THREADS, OFF_HEAP_LIMIT_MIB);
            Nd4jRuntime.start(Device.CPU, Nd4jRuntime.BEST_THREADS);
        }
        train((config, images) -> EpochTimer.of(method, config, images));
    }

    /** Needs no ND4J. */
    private void trainOnGpu() {
        SystemCudaProbe probe = new SystemCudaProbe();
        DeviceSelector selector = new DeviceSelector(probe);
        selector.select(DeviceRequest.CUDA, CudaWays.BY_HAND);
        try (Gpu gpu = probe.open(selector.byHandDevice().orElseThrow())) {
            train((config, images) -> EpochTimer.onGpu(gpu, config, images));
            report("note", "Java " + System.getProperty("java.version") + ", " + gpu.name());
        }
    }

    private void train(BiFunction<TrainingConfig, ImageSet, EpochTimer> way) {
        ImageSet images = ImageData.read(workload.data()).train().first(workload.images());
        TrainingConfig config =
                new TrainingConfig(1, workload.epochs(), workload.batch(), LEARNING_RATE, workload.hidden());
        try (EpochTimer timer = way.apply(config, images)) {
            timer.steps(1);
            report("first-step", "");
            for (int left = workload.warmUpImages() / workload.batch(); left > 0; left -= workload.steps()) {
                timer.steps(Math.min(left, workload.steps()));
            }
            for (int epoch = 0; epoch < workload.epochs(); epoch++) {
                seconds(timer.epoch());
            }
        }
    }

    private void floor(int threads) {
        try (GemmFloor floor = new GemmFloor(workload, threads)) {
            floor.steps(1);
            report("first-step", "");
            floor.steps(Math.max(1, workload.warmUpImages() / workload.batch()));
            for (int epoch = 0; epoch < workload.epochs(); epoch++) {
                seconds(floor.steps(workload.steps()));
            }
        }
    }

    private void seconds(double seconds) {
        report("epoch", String.format(Locale.ROOT, "%.6f", seconds));
    }

    private void report(String what, String value) {
        out.println(("bench: " + what + " " + value).strip());
    }

    /** @return most resident memory of this process so far, in KiB, where the system reports it */
    private static OptionalLong peakKib() {
        try {
            return Files.readString(Path.of("/proc/self/status"))
                    .lines()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
