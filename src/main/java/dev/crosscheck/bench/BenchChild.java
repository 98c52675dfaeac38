package dev.crosscheck.bench;

import dev.crosscheck.cuda.CudaGpu;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.device.DeviceSelector;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.device.SystemCudaProbe;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** The process of a contestant in Java, which only {@code bench} starts. */
public final class BenchChild {
    private static final int OFF_HEAP_LIMIT_MIB = 2048;
    private static final double LEARNING_RATE = 0.001;

    private final Teller teller = new Teller();
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
        Teller.endWithParent();
        List<String> options = Arrays.asList(args).subList(2, args.length);
        new BenchChild(Workload.parse(options)).run(args[0], Integer.parseInt(args[1]));
    }

    private void run(String way, int threads) {
        if (way.equals(Lineup.CUDA)) {
            trainOnGpu();
            return;
        }
        switch (way) {
            case Lineup.GEMM -> floor(threads);
            case Lineup.STOCK -> train(EpochTimer::asItComes);
            case Lineup.DL4J -> train(new TrainingMethod(TrainerChoice.DL4J, Kernels.AUTO, threads));
            default -> {
                Kernels kernels = Kernels.valueOf(way.toUpperCase(Locale.ROOT));
                train(new TrainingMethod(TrainerChoice.BY_HAND, kernels, threads));
            }
        }
        if (way.equals(Kernels.SPARSE.label())) {
            teller.describe("Java " + System.getProperty("java.version") + ", Vector API, no BLAS");
        } else {
            teller.describe();
        }
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
            train(
                    (config, images) -> EpochTimer.onGpu(gpu, config, images),
                    timer -> teller.describe(note(gpu, timer)));
        }
    }

    /** What ran; and how long a further epoch takes by the GPU's own clock, which does not know of the host's start and end. */
    private static String note(Gpu gpu, EpochTimer timer) {
        String note = "Java " + System.getProperty("java.version") + ", " + gpu.name();
        return gpu instanceof CudaGpu cuda
                ? String.format(
                        Locale.ROOT, "%s, an epoch in %.2f ms by its clock", note, 1e3 * cuda.seconds(timer::epoch))
                : note;
    }

    private void train(BiFunction<TrainingConfig, ImageSet, EpochTimer> way) {
        train(way, timer -> {});
    }

    /** @param end asks the timer for more when all that counts has been told */
    private void train(BiFunction<TrainingConfig, ImageSet, EpochTimer> way, Consumer<EpochTimer> end) {
        ImageSet images = ImageData.read(workload.data()).train().first(workload.images());
        OptimizerSpec adam = OptimizerSpec.Kind.ADAM.byDefault().at(LEARNING_RATE);
        TrainingConfig config = TrainingConfig.of(new Setup(
                NetworkSpec.digits(workload.hidden()), new TrainingSpec(adam, workload.batch(), workload.epochs(), 1)));
        try (EpochTimer timer = way.apply(config, images)) {
            timer.steps(1);
            teller.tell("first-step", "");
            for (int left = workload.warmUpImages() / workload.batch(); left > 0; left -= workload.steps()) {
                timer.steps(Math.min(left, workload.steps()));
            }
            for (int epoch = 0; epoch < workload.epochs(); epoch++) {
                seconds(timer.epoch());
            }
            end.accept(timer);
        }
    }

    private void floor(int threads) {
        try (GemmFloor floor = new GemmFloor(workload, threads)) {
            floor.steps(1);
            teller.tell("first-step", "");
            floor.steps(Math.max(1, workload.warmUpImages() / workload.batch()));
            for (int epoch = 0; epoch < workload.epochs(); epoch++) {
                seconds(floor.steps(workload.steps()));
            }
        }
    }

    private void seconds(double seconds) {
        teller.tell("epoch", String.format(Locale.ROOT, "%.6f", seconds));
    }
}
