package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.table.Preprocessing;
import dev.crosscheck.data.table.Table;
import dev.crosscheck.data.table.TableExamples;
import dev.crosscheck.data.table.TableOptions;
import dev.crosscheck.data.table.TargetColumn;
import dev.crosscheck.device.CudaWays;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.DeviceRequest;
import dev.crosscheck.device.DeviceSelector;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.device.OpenBlas;
import dev.crosscheck.device.SystemCudaProbe;
import dev.crosscheck.measure.Predictions;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.run.Json;
import dev.crosscheck.train.OneNetwork;
import dev.crosscheck.train.Trainer;
import dev.crosscheck.train.TrainerChoice;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.TrainingStart;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.gpu.GpuStart;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The process of a contestant that is this program itself, which only {@link Bench} starts. It reports as {@link Reported} says. */
public final class BenchProcess {
    static final String STOCK = "dl4j-stock";
    static final String DL4J = "dl4j";
    static final String CUDA = "cuda";
    static final String DETAILS = "details";
    static final String TABLE = "table";

    private static final int OFF_HEAP_LIMIT_MIB = 2048;
    private static final double LEARNING_RATE = 0.001;

    private static final String JAVA = "Java " + System.getProperty("java.version");
    private static final String BY_HAND = JAVA + ", by the Vector API, no BLAS";
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    private final Workload workload;
    private final TrainingConfig config;

    private BenchProcess(Workload workload) {
        this.workload = workload;
        List<Integer> hidden = Stream.of(workload.text("hidden").split(","))
                .map(Integer::valueOf)
                .toList();
        OptimizerSpec adam = OptimizerSpec.Kind.ADAM.byDefault().at(LEARNING_RATE);
        config = TrainingConfig.of(new Setup(
                NetworkSpec.digits().withUnits(hidden), new TrainingSpec(adam, workload.number("batch"), 1, 1)));
    }

    /**
     * Trains and reports how long it took.
     *
     * @param args a workload, with {@code --way} (kernels of the trainer by hand, or one of the names above) and {@code --threads}
     */
    public static void main(String... args) {
        endWithParent();
        new BenchProcess(Workload.parse(args)).run();
    }

    private void run() {
        String way = workload.text("way");
        int threads = workload.number("threads");
        switch (way) {
            case TABLE -> table(new TrainingMethod(TrainerChoice.BY_HAND, KernelChoice.AUTO, threads));
            case CUDA -> cuda();
            case DETAILS -> details();
            case STOCK -> {
                Examples images = images();
                Batches batches = new Batches(images, config.training().batch());
                TrainingMethod method = new TrainingMethod(TrainerChoice.DL4J_STOCK, KernelChoice.AUTO, threads);
                Trainer trainer = method.newTrainer(Device.CPU, config.setup(), start(images), batches);
                digits(new Timer(config, batches, trainer), note());
            }
            case DL4J -> {
                Timer timer = timer(new TrainingMethod(TrainerChoice.DL4J, KernelChoice.AUTO, threads), images());
                digits(timer, note());
            }
            default -> {
                KernelChoice kernels = KernelChoice.valueOf(way.toUpperCase(Locale.ROOT));
                TrainingMethod method = new TrainingMethod(TrainerChoice.BY_HAND, kernels, threads);
                digits(timer(method, images()), BY_HAND);
            }
        }
    }

    private Examples images() {
        return ImageData.read(Path.of(workload.text("data"))).train().first(workload.number("images"));
    }

    private NetworkState start(Examples examples) {
        return new TrainingStart.Seed().state(config, examples);
    }

    /** Trains as {@code train} does on the CPU, with ND4J set in the same way if it is needed or there. */
    private Timer timer(TrainingMethod method, Examples examples) {
        if (method.trainer().inDl4j() || Nd4jRuntime.natives().isPresent()) {
            Nd4jRuntime.configure(Nd4jRuntime.BEST_THREADS, OFF_HEAP_LIMIT_MIB);
            Nd4jRuntime.start(Device.CPU, Nd4jRuntime.BEST_THREADS);
        }
        Batches batches = new Batches(examples, config.training().batch());
        return new Timer(config, batches, method.newTrainer(Device.CPU, config.setup(), start(examples), batches));
    }

    private void digits(Timer timer, String note) {
        try (timer) {
            train(timer);
            end(note, Map.of());
        }
    }

    private void train(Timer timer) {
        int steps = timer.batches().count();
        timer.steps(1, 1);
        event(Reported.FIRST_STEP, Map.of());
        int epoch = 1;
        for (int left = workload.number("warm-up") / workload.number("batch"); left > 0; left -= steps) {
            timer.steps(++epoch, Math.min(left, steps));
        }
        for (int i = 0; i < workload.number("epochs"); i++) {
            int next = ++epoch;
            timed(Bench.EPOCH, () -> timer.steps(next, steps));
        }
    }

    /** Trains on the GPU, without ND4J. */
    private void cuda() {
        SystemCudaProbe probe = new SystemCudaProbe();
        new DeviceSelector(probe).select(DeviceRequest.CUDA, CudaWays.BY_HAND);
        Examples images = images();
        Batches batches = new Batches(images, config.training().batch());
        try (Gpu gpu = DeviceSelector.open(probe);
                Timer timer = new Timer(config, batches, trainer(gpu, config, images))) {
            train(timer);
            end(JAVA + ", " + gpu.name(), Map.of());
        }
    }

    /** @return the trainer by hand on a GPU, which learns from all images */
    static Trainer trainer(Gpu gpu, TrainingConfig config, Examples images) {
        return GpuStart.of(gpu, new OneNetwork(Device.CUDA_BY_HAND, new TrainingStart.Seed(), config, images, null))
                .trainer();
    }

    /** Checks the GPU by itself, and writes {@link GpuDetails} to a file. */
    private void details() {
        SystemCudaProbe probe = new SystemCudaProbe();
        new DeviceSelector(probe).select(DeviceRequest.CUDA, CudaWays.BY_HAND);
        try (Gpu gpu = DeviceSelector.open(probe)) {
            String cuda = probe.driver().versionText();
            Json.write(Path.of(workload.text("out")), GpuDetails.of(gpu, cuda, config, images()));
        }
        end(JAVA, Map.of());
    }

    /** Reads, trains and predicts as {@code train} does, and keeps nothing of the table itself. */
    private void table(TrainingMethod method) {
        TableExamples examples = examples();
        try (Timer timer = timer(method, examples)) {
            int steps = timer.batches().count();
            timed(Bench.WARM_UP, () -> timer.steps(1, steps));
            for (int i = 0; i < workload.number("epochs"); i++) {
                int epoch = 2 + i;
                timed(Bench.EPOCH, () -> timer.steps(epoch, steps));
            }
            float[] outputs = timed("predict", () -> timer.trainer().probabilities(examples));
            Predictions predictions = Predictions.of(outputs, examples.classes(), examples.labels());
            long right = IntStream.range(0, examples.size())
                    .filter(row -> predictions.predicted(row) == predictions.actual(row))
                    .count();
            end(note(), Map.of("rows", examples.size(), "right", (double) right / examples.size()));
        }
    }

    private TableExamples examples() {
        Table table = timed("read", () -> Table.read(Path.of(workload.text("data")), TableOptions.FOUND));
        return timed("fit", () -> {
            TargetColumn target = TargetColumn.of(table, TableMaker.TARGET, null);
            Preprocessing fitted = Preprocessing.fit(table, target, target.rows(), null);
            return TableExamples.of(fitted.of(table), false, target.rows());
        });
    }

    /** Trains without testing: an epoch is its shuffle, gathering, normalising and steps. */
    record Timer(TrainingConfig config, Batches batches, Trainer trainer) implements AutoCloseable {

        /**
         * Does the first steps of an epoch.
         *
         * @param count at most as many as an epoch has
         * @return the last loss
         * @throws CrosscheckException if that is not finite
         */
        double steps(int epoch, int count) {
            int[] order = batches.shuffled(config.training().seed(), epoch);
            double loss = Double.NaN;
            for (int done = 0; done < count; ) {
                double[] rates = new double[Math.min(trainer.stepsAtOnce(), count - done)];
                Arrays.fill(rates, config.learningRate());
                double[] losses = trainer.steps(order, done, rates);
                done += losses.length;
                loss = losses[losses.length - 1];
            }
            if (!Double.isFinite(loss)) {
                throw new CrosscheckException(
                        "The loss became " + loss + " in epoch " + epoch + ".", "Measure with MNIST or data like it.");
            }
            return loss;
        }

        @Override
        public void close() {
            trainer.close();
        }
    }

    /** Ends this process when standard input ends, which the process that started it holds open. */
    public static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // The pipe is gone, and with it the parent.
                    }
                    Runtime.getRuntime().halt(1); // an orderly end would wait for native code
                },
                "end with parent");
        watch.setDaemon(true);
        watch.start();
    }

    /** Reports an event, with more members than its name. */
    public static void event(String name, Map<String, ?> more) {
        Map<String, Object> members = new LinkedHashMap<>(Map.of("event", name));
        members.putAll(more);
        OUT.println(Json.line(members));
    }

    /** Does a part of the work and reports how long it took. */
    public static <T> T timed(String part, Supplier<T> work) {
        long start = System.nanoTime();
        T done = work.get();
        event(part, Map.of("seconds", (System.nanoTime() - start) / 1e9));
        return done;
    }

    /** Reports what ran, the most resident memory where the system reports it, and more. */
    public static void end(String note, Map<String, ?> more) {
        Map<String, Object> members = new LinkedHashMap<>(more);
        members.put("note", note);
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            status.filter(line -> line.startsWith("VmHWM:"))
                    .forEach(line -> members.put("peakKib", Long.valueOf(line.replaceAll("\\D", ""))));
        } catch (IOException e) {
            // Not Linux.
        }
        event(Reported.END, members);
    }

    /** @return this Java, and the OpenBLAS of this process */
    public static String note() {
        return OpenBlas.loaded()
                .map(blas -> String.format(
                        Locale.ROOT,
                        "%s, OpenBLAS %s, kernel %s, %d BLAS thread%s",
                        JAVA,
                        blas.version(),
                        blas.kernel(),
                        blas.threads(),
                        blas.threads() == 1 ? "" : "s"))
                .orElse(JAVA);
    }
}
