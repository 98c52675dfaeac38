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
import dev.crosscheck.train.byhand.GpuNetwork;
import dev.crosscheck.train.byhand.GpuSample;
import dev.crosscheck.train.byhand.Kernels;
import dev.crosscheck.train.byhand.NetworkState;

/**
 * Compares the GPU kernels with the sparse kernels of the CPU, bit for bit: losses, parameters, Adam's moments and probabilities, after each of fifty
 * steps of a small network, each step of an epoch of the default network, and two steps of networks of awkward sizes.
 *
 * <p>The formulas themselves are checked elsewhere: {@link TrainerCheck} compares the CPU kernels with DL4J.
 */
public final class GpuKernelCheck {
    private static final double RATE = 0.001;
    private static final int SMALL_HIDDEN = 32;
    private static final int SMALL_BATCH = 8;
    private static final int SMALL_STEPS = 50;
    private static final int HIDDEN = 256;
    private static final int BATCH = 64;

    private final String title;
    private final long seed;
    private final ProgressListener progress;
    private final Comparisons all = new Comparisons();
    private final Comparison losses = exactly("losses of each step");
    private final Comparison parameters = exactly("parameters after each step");
    private final Comparison moments = exactly("Adam's moments after each step");
    private final Comparison probabilities = exactly("probabilities after the last step");
    private long differing;

    private GpuKernelCheck(String title, long seed, ProgressListener progress) {
        this.title = title;
        this.seed = seed;
        this.progress = progress;
    }

    /** Bit patterns are compared as integers, so that each NaN and each of the two zeros is a separate value. */
    private Comparison exactly(String quantity) {
        return all.of(quantity + ", their bits", Tolerances.EXACT);
    }

    /**
     * Checks a GPU. The sparse kernels must be available on this machine.
     *
     * @param images the training images, at least some hundreds
     * @param seed the seed of initial parameters and orders
     * @throws GpuException if the GPU cannot be used, or a kernel fails
     */
    public static Findings findings(ImageSet images, long seed, ProgressListener progress, Gpu gpu) {
        String title = "GPU kernels, on " + gpu.name() + ", against CPU";
        ImageSet small = images.first(SMALL_BATCH * SMALL_STEPS);
        GpuKernelCheck check = new GpuKernelCheck(title, seed, progress);
        check.train(small, SMALL_HIDDEN, SMALL_BATCH, gpu);
        GpuSample.AWKWARD.forEach(sample -> check.train(sample.images(), sample.units(), sample.rows(), gpu));
        check.train(images, HIDDEN, BATCH, gpu);
        return check.all.findings(
                title + ": " + check.differing + (check.differing == 1 ? " bit differs" : " bits differ"),
                new Batches(small, SMALL_BATCH).count() + " steps of " + SMALL_BATCH + " images with " + SMALL_HIDDEN
                        + " hidden units, and "
                        + new Batches(images, BATCH).count() + " of " + BATCH + " with " + HIDDEN + "; "
                        + GpuSample.AWKWARD.size() + " networks of other sizes");
    }

    private void train(ImageSet images, int hidden, int batch, Gpu gpu) {
        Batches batches = new Batches(images, batch);
        Setup setup = new Setup(
                NetworkSpec.digits(hidden).of(images.features(), images.outputs()),
                new TrainingSpec(OptimizerSpec.Kind.ADAM.byDefault(), batch, 1, seed));
        NetworkState start = NetworkState.drawn(setup);
        int[] order = batches.shuffled(seed, 1);
        try (FloatNetwork onGpu = new GpuNetwork(setup, start, batches, gpu);
                FloatNetwork onCpu = Kernels.SPARSE.network(setup, start, batches, 1)) {
            for (int step = 0; step < batches.count(); step++) {
                double loss = onCpu.steps(order, step, RATE)[0];
                double lossOnGpu = onGpu.steps(order, step, RATE)[0];
                losses.add(step, "loss", Double.doubleToRawLongBits(loss), Double.doubleToRawLongBits(lossOnGpu));
                NetworkState expected = onCpu.state(0);
                NetworkState actual = onGpu.state(0);
                compare(parameters, step, "parameter", expected.parameters(), actual.parameters());
                compare(moments, step, "moment", expected.moments(), actual.moments());
                progress.at(title, step + 1, batches.count());
            }
            compare(
                    probabilities,
                    Comparison.NO_STEP,
                    "probability",
                    onCpu.probabilities(images),
                    onGpu.probabilities(images));
        }
    }

    private void compare(Comparison comparison, long step, String name, float[] expected, float[] actual) {
        comparison.add(step, name, bits(expected), bits(actual));
        for (int i = 0; i < Math.min(expected.length, actual.length); i++) {
            differing += Integer.bitCount(Float.floatToRawIntBits(expected[i]) ^ Float.floatToRawIntBits(actual[i]));
        }
    }

    private static double[] bits(float... values) {
        double[] bits = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            bits[i] = Float.floatToRawIntBits(values[i]);
        }
        return bits;
    }
}
