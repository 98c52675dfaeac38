package dev.crosscheck.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.Kinks;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.OnlineTraining;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Softmax;
import dev.crosscheck.nn.optim.Adam;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The programs in C++ that {@code bench} starts. */
class CppProgramsIT {
    private static final int HIDDEN = 16;
    private static final int BATCH = 32;

    /** 24 whole batches, and one of 8 images. */
    private static final int IMAGES = 24 * BATCH + 8;

    /** How far from 0 the inputs of all ReLUs are, so that rounding turns none on or off. */
    private static final double FROM_KINK = 1e-6;

    private static final Tolerance FLOAT_LOSSES = new Tolerance(
            1e-5,
            0,
            "float32 losses are right to 1e-6, and 25 steps of Adam from rounded gradients move them by as much again");

    @TempDir
    private static Path compiled;

    private static final Map<ReferenceProgram, List<Contestant>> COMPILED = new EnumMap<>(ReferenceProgram.class);

    @TempDir
    private Path folder;

    private static Contestant program(ReferenceProgram program, int threads) {
        return COMPILED.computeIfAbsent(program, CppProgramsIT::settings).stream()
                .filter(each -> each.setting().equals(ReferenceProgram.threads(threads)))
                .findFirst()
                .orElseGet(() -> abort("skipped: there are fewer cores than " + threads));
    }

    private static List<Contestant> settings(ReferenceProgram program) {
        try {
            Bench.Options options = Contestants.options(Bench.Kind.EPOCHS, Path.of("data"), compiled);
            return program.contestants(program.start(options, compiled));
        } catch (ReferenceProgram.Missing e) {
            return abort("skipped: " + e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource({"CPP, 'oneDNN \\d.*, kernel .+'", "CPP_SPARSE, 'lit pixels, .+'"})
    void itIsTimedTestedAndSaysWhatItsKernelsAre(ReferenceProgram program, String kernels) {
        Workload workload = Contestants.digits(IdxBytes.subset(folder.resolve("data"), 640, 100), 600, 2);
        Reported reported = program(program, 1)
                .run(workload, folder.resolve("log.txt"), each -> each.requires(2, List.of(Bench.EPOCH)));
        String note = reported.end().note();
        assertTrue(note.matches(kernels + ", 1 thread, compiler .+; [\\d.]+% of the test images right"), note);
    }

    /** The same training by hand in double, from the same parameters, with Adam's ε in the same place. */
    @ParameterizedTest
    @CsvSource({"CPP, 1", "CPP, 2", "CPP_SPARSE, 1", "CPP_SPARSE, 2"})
    void itsLossesAreThoseByHandStepByStepFromTheSameStart(ReferenceProgram program, int threads)
            throws IOException, InterruptedException {
        Path data = IdxBytes.subset(folder.resolve("data"), IMAGES, 100);
        Network network = Network.of(28 * 28, List.of(HIDDEN), 10, Elementwise.RELU, Softmax.SOFTMAX);
        SplittableRandom random = new SplittableRandom(1);
        Parameters byHand = new Parameters(network.initial(1).matrices().stream()
                // float32 on both sides, and no logits of a hundred
                .map(theta -> theta.map(x -> (float) (0.05 * random.nextGaussian())))
                .toList());
        List<Double> theirs = losses(program(program, threads), data, start(byHand));
        ImageSet images = ImageData.read(data).train();
        OnlineTraining training = new OnlineTraining(network, Loss.CATEGORICAL_CROSS_ENTROPY);
        Adam adam = new Adam(0.001, Adam.Epsilon.ON_CORRECTED);
        Comparison comparison = new Comparison("losses of C++ against those by hand", FLOAT_LOSSES);
        int step = 0;
        for (int from = 0; from < IMAGES; from += BATCH) {
            int[] used = IntStream.range(from, Math.min(IMAGES, from + BATCH)).toArray();
            Matrix x = x(images, used);
            assertTrue(
                    Kinks.distance(network, network.forward(byHand, x)) > FROM_KINK,
                    "a ReLU is at its kink: draw other parameters");
            double ours = training.stepInPlace(byHand, adam, x, t(images, used));
            comparison.add(step, "loss", ours, theirs.get(step++));
        }
        assertEquals(step, theirs.size());
        Verdict verdict = comparison.verdict();
        assertTrue(verdict.passed(), verdict::line);
    }

    private Path start(Parameters parameters) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4
                        * parameters.matrices().stream()
                                .mapToInt(theta -> theta.data().length)
                                .sum())
                .order(ByteOrder.nativeOrder());
        for (Matrix theta : parameters.matrices()) {
            for (double value : theta.data()) {
                bytes.putFloat((float) value);
            }
        }
        return Files.write(folder.resolve("start.bin"), bytes.array());
    }

    private static List<Double> losses(Contestant program, Path data, Path start)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program.command());
        command.addAll(Contestants.digits(data, IMAGES, 1)
                .with("batch", BATCH)
                .with("start", start)
                .commandLine());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said.lines()
                .filter(line -> line.startsWith("loss "))
                .map(line -> Double.valueOf(line.substring(5)))
                .toList();
    }

    /** Normalised as MNIST's images are, which is what every contestant does with any. */
    private static Matrix x(ImageSet images, int... used) {
        double[] x = new double[used.length * images.features()];
        for (int i = 0; i < x.length; i++) {
            byte pixel = images.pixels(used[i / images.features()])[i % images.features()];
            x[i] = ((pixel & 0xFF) / 255.0 - 0.1307) / 0.3081;
        }
        return new Matrix(used.length, images.features(), x);
    }

    private static Matrix t(ImageSet images, int... used) {
        float[] t = new float[used.length * images.outputs()];
        images.targets(used, 0, used.length, t);
        return new Matrix(
                used.length,
                images.outputs(),
                IntStream.range(0, t.length).mapToDouble(i -> t[i]).toArray());
    }
}
