package dev.crosscheck.bench;

import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

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
        switch (way) {
            case Lineup.GEMM -> floor(threads);
            case Lineup.STOCK -> train(EpochTimer::asItComes);
            case Lineup.DL4J -> train(new TrainingMethod(TrainerChoice.DL4J, Kernels.AUTO, threads));
            default -> {
                Kernels kernels = Kernels.valueOf(way.toUpperCase(Locale.ROOT));
                train(new TrainingMethod(TrainerChoice.BY_HAND, kernels, threads));
            }
        }
        teller.describe();
    }

    /** Trains as {@code train} does, with ND4J set in the same way. */
    private void train(TrainingMethod method) {
        Nd4jRuntime.configure(Nd4jRuntime.BEST_THREADS, OFF_HEAP_LIMIT_MIB);
        Nd4jRuntime.start(Device.CPU, Nd4jRuntime.BEST_THREADS);
        train((config, images) -> EpochTimer.of(method, config, images));
    }

    private void train(BiFunction<TrainingConfig, ImageSet, EpochTimer> way) {
        ImageSet images = ImageData.read(workload.data()).train().first(workload.images());
        TrainingConfig config =
                new TrainingConfig(1, workload.epochs(), workload.batch(), LEARNING_RATE, workload.hidden());
        try (EpochTimer timer = way.apply(config, images)) {
            timer.steps(1);
            teller.tell("first-step", "");
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
