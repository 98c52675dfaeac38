package dev.crosscheck.train;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Mnist;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Nd4jRuntime;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * How fast {@code fit} trains an epoch of MNIST, tuned against DL4J as it comes; how to run it is in docs/numerics.md.
 *
 * <p>Each measurement is a process of its own, since threads are decided when the natives load; the settings take turns,
 * so that a machine that slows down slows all of them down. Each process trains one epoch to warm up and then those that
 * count.
 */
final class FitBenchmark {
    private static final int EPOCHS = 3;

    private FitBenchmark() {}

    /** How a process trains. */
    private enum Setting {
        /** Nothing set: DL4J's layers, updater and threads. */
        AS_IT_COMES,
        /** DL4J's layers and updater, one thread. */
        ONE_THREAD,
        /** What {@code train} uses. */
        TUNED
    }

    /**
     * Runs the comparison, or, given a setting's name, one measurement.
     *
     * @param args the class path of DL4J's own choice of natives (a file with it), and the number of rounds
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 1) {
            measure(Setting.valueOf(args[0]));
        } else {
            compare(Files.readString(Path.of(args[0])).strip(), Integer.parseInt(args[1]));
        }
    }

    private static void compare(String bundled, int rounds) throws IOException, InterruptedException {
        String own = System.getProperty("java.class.path");
        String code = own.substring(0, own.indexOf(".jar")).replaceAll("[^" + File.pathSeparator + "]*$", "");
        List<List<Double>> seconds = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            seconds.add(new ArrayList<>());
        }
        for (int round = 0; round < rounds; round++) {
            for (Setting setting : Setting.values()) {
                String classPath = setting == Setting.AS_IT_COMES ? code + bundled : own;
                seconds.get(setting.ordinal()).addAll(process(classPath, setting));
            }
        }
        double base = median(seconds.get(0));
        for (Setting setting : Setting.values()) {
            double median = median(seconds.get(setting.ordinal()));
            System.out.printf(
                    Locale.ROOT,
                    "%-12s median %6.2f s an epoch, %5.2f times as fast; all %s%n",
                    setting,
                    median,
                    base / median,
                    seconds.get(setting.ordinal()));
        }
    }

    private static List<Double> process(String classPath, Setting setting) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        FitBenchmark.class.getName(),
                        setting.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Double> seconds = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(line -> seconds.add(Double.parseDouble(line)));
        }
        if (process.waitFor() != 0) {
            throw new IOException(setting + " failed");
        }
        return seconds;
    }

    private static void measure(Setting setting) {
        if (setting != Setting.AS_IT_COMES) {
            Nd4jRuntime.configure(Nd4jRuntime.BEST_THREADS, 2048);
            Nd4jRuntime.start(Device.CPU, Nd4jRuntime.BEST_THREADS);
        }
        Mnist data = Mnist.read(Path.of("data", "mnist"));
        MultiLayerNetwork network = setting == Setting.TUNED
                ? DigitNetwork.tuned(784, 256, 10, 0.001)
                : DigitNetwork.stock(784, 256, 10, 0.001);
        DigitNetwork.initialise(network, 1);
        Batches batches = new Batches(data.train(), 64);
        try (BatchArrays arrays = new BatchArrays(Device.CPU, 64, 784)) {
            for (int epoch = 0; epoch <= EPOCHS; epoch++) {
                long start = System.nanoTime();
                int[] order = batches.shuffled(1, epoch);
                for (int i = 0; i < batches.count(); i++) {
                    arrays.load(batches, order, i);
                    network.fit(arrays.features(), arrays.labels());
                }
                System.gc();
                if (epoch > 0) {
                    System.out.printf(Locale.ROOT, "%.3f%n", (System.nanoTime() - start) / 1e9);
                }
            }
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
