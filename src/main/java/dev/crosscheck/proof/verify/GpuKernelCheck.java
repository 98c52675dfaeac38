package dev.crosscheck.proof.verify;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.Comparisons;
import dev.crosscheck.proof.compare.Findings;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.train.byhand.FloatNetwork;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.gpu.GpuNetwork;
import dev.crosscheck.train.gpu.GpuSample;
import java.util.Arrays;

/**
 * Compares the GPU kernels with the sparse kernels of the CPU, bit for bit: losses, parameters, Adam's moments and probabilities, after each step
 * of an epoch of the default network, and two steps of networks of awkward sizes.
 *
 * <p>The formulas themselves are checked elsewhere: {@link TrainerCheck} compares the CPU kernels with DL4J.
 */
public final class GpuKernelCheck {
    private static final double RATE = 0.001;
    private static final int HIDDEN = 256;
    private static final int BATCH = 64;

    private GpuKernelCheck() {}

    /**
     * Checks a GPU. The sparse kernels must be available on this machine.
     *
     * @param images the training images, at least some hundreds
     * @param seed the seed of initial parameters and orders
     * @throws GpuException if the GPU cannot be used, or a kernel fails
     */
    public static Findings findings(ImageSet images, long seed, ProgressListener progress, Gpu gpu) {
        String title = "GPU kernels, on " + gpu.name() + ", against CPU";
        ProgressListener told = (what, done, steps) -> progress.at(title, done, steps);
        Comparisons all = new Comparisons();
        GpuSample.AWKWARD.forEach(
                sample -> train(all, sample.images(), seed, sample.units(), sample.rows(), gpu, told));
        train(all, images, seed, HIDDEN, BATCH, gpu, told);
        return all.findings(
                title,
                new Batches(images, BATCH).count() + " steps of " + BATCH + " images with " + HIDDEN + " hidden units; "
                        + GpuSample.AWKWARD.size() + " networks of other sizes");
    }

    private static void train(
            Comparisons all, ImageSet images, long seed, int hidden, int batch, Gpu gpu, ProgressListener progress) {
        Batches batches = new Batches(images, batch);
        Setup setup = new Setup(
                NetworkSpec.digits(hidden).of(images.features(), images.outputs()),
                new TrainingSpec(OptimizerSpec.Kind.ADAM.byDefault(), batch, 1, seed));
        NetworkState start = NetworkState.drawn(setup);
        int[] order = batches.shuffled(seed, 1);
        try (FloatNetwork onGpu = new GpuNetwork(setup, start, batches, gpu);
                FloatNetwork onCpu = KernelChoice.SPARSE.network(setup, start, batches, 1)) {
            for (int step = 0; step < batches.count(); step++) {
                double loss = onCpu.steps(order, step, RATE)[0];
                double lossOnGpu = onGpu.steps(order, step, RATE)[0];
                all.of("losses of each step, their bits", Tolerances.EXACT)
                        .add(step, "loss", Double.doubleToRawLongBits(loss), Double.doubleToRawLongBits(lossOnGpu));
                NetworkState expected = onCpu.state(0);
                NetworkState actual = onGpu.state(0);
                compare(all, "parameters after each step", step, expected.parameters(), actual.parameters());
                compare(all, "Adam's moments after each step", step, expected.moments(), actual.moments());
                progress.at("", step + 1, batches.count());
            }
            compare(
                    all,
                    "probabilities after the last step",
                    Comparison.NO_STEP,
                    onCpu.probabilities(images),
                    onGpu.probabilities(images));
        }
    }

    /** Bit patterns are compared as integers, so that each NaN and each of the two zeros is a separate value. */
    private static void compare(Comparisons all, String quantity, long step, float[] expected, float[] actual) {
        all.of(quantity + ", their bits", Tolerances.EXACT).add(step, "number", bits(expected), bits(actual));
    }

    private static double[] bits(float... values) {
        double[] bits = new double[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }
}
