package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.files.Digest;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The weights of small networks of every activation, loss, optimizer, schedule and initialization have the hashes in {@code hashes.txt}: with
 * vectors of 128, 256 and 512 bits, to which an option of Java limits them; without the Vector API; without the processor's instruction for
 * a·b + c; and with one to three threads. Likewise {@link ConvolutionKernelsTest} with NaN and infinity.
 *
 * <p>If a change of the arithmetic is intended, the failure's message has the new lines of the file.
 */
class HashesIT {
    private static final int ROWS = 100;
    private static final int EPOCHS = 4;
    private static final int MOST_THREADS = 3;

    @Test
    void everyJavaGetsTheSameHashes() throws IOException, InterruptedException {
        Set<String> names = new HashSet<>();
        for (String options : List.of(
                "@bin/java.options -XX:MaxVectorSize=16",
                "@bin/java.options -XX:MaxVectorSize=32",
                "@bin/java.options -XX:MaxVectorSize=64",
                "-XX:+UseSerialGC",
                "@bin/java.options -XX:UseAVX=0")) {
            List<String> lines = run(options);
            names.add(lines.get(0));
            assertEquals(
                    String.join("\n", recorded()),
                    String.join("\n", lines.subList(1, lines.size())),
                    lines.get(0) + ", " + options);
        }
        assertTrue(names.contains("plain Java"), names::toString);
        assumeTrue(names.size() > 2, "this machine has vectors of one width only: " + names);
    }

    private static List<String> recorded() throws IOException {
        try (InputStream in = HashesIT.class.getResourceAsStream("/hashes.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static List<String> run(String options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), HashesIT.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out.lines().toList();
    }

    /** Trains each network of the file, and prints what computes, then the lines of the file as they are on this Java. */
    public static void main(String[] args) throws IOException {
        System.out.println(KernelChoice.fastest().name());
        ConvolutionKernelsTest.assertVectorsAgree();
        int threads = 1;
        for (String line : recorded()) {
            String text = line.split(" ", 2)[1];
            System.out.println(hash(Setup.parse(text), threads) + " " + text);
            threads = threads % MOST_THREADS + 1;
        }
    }

    private static String hash(Setup setup, int threads) {
        Batches batches = new Batches(examples(setup), setup.training().batch());
        KernelChoice kernels = KernelChoice.AUTO.resolve(setup.network(), batches.examples());
        RateSchedule.Rate rate =
                setup.training().schedule().of(setup.training().optimizer().learningRate(), batches.count());
        try (FloatNetwork network = kernels.network(setup, NetworkState.drawn(setup), batches, threads)) {
            int step = 0;
            for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                int[] order = batches.shuffled(setup.training().seed(), epoch);
                for (int index = 0; index < batches.count(); index++) {
                    network.steps(order, index, rate.valueAt(step++, epoch - 1));
                }
            }
            return Digest.sha256(network.state(EPOCHS).parameters());
        }
    }

    /** Networks of 49 inputs learn mostly dark images, those of 64 bright ones, all others rows of numbers. */
    private static Examples examples(Setup setup) {
        int inputs = setup.network().inputs();
        if (inputs == 49 || inputs == 64) {
            int side = inputs == 49 ? 7 : 8;
            return Images.random(ROWS, side, side, setup.network().outputs(), inputs == 49 ? 0.3 : 0.9);
        }
        SplittableRandom random = new SplittableRandom(8);
        int outputs = setup.network().outputs();
        Matrix x = Matrix.zeros(ROWS, inputs).map(zero -> random.nextDouble(-2, 2));
        return switch (setup.network().loss()) {
            case CATEGORICAL_CROSS_ENTROPY -> {
                double[] oneHot = new double[ROWS * outputs];
                for (int row = 0; row < ROWS; row++) {
                    oneHot[row * outputs + random.nextInt(outputs)] = 1;
                }
                yield new MatrixExamples(x, new Matrix(ROWS, outputs, oneHot), outputs);
            }
            case BINARY_CROSS_ENTROPY ->
                new MatrixExamples(x, Matrix.zeros(ROWS, outputs).map(zero -> random.nextInt(2)), 2);
            default -> new MatrixExamples(x, Matrix.zeros(ROWS, outputs).map(zero -> random.nextDouble(-2, 2)), 0);
        };
    }
}
