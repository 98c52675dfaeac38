package dev.crosscheck.train.byhand;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.optim.OptimizerSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Compares steps on a GPU with the same steps on the CPU by the sparse kernels: bit for bit, since both add in the same order.
 *
 * @param setup the network and how it is trained
 * @param start initial state of both
 * @param batches examples that both learn from
 */
public record GpuProof(Setup setup, NetworkState start, Batches batches) {

    private static final int SAMPLE = 48;
    private static final int SAMPLE_BATCH = 16;
    private static final int SAMPLE_UNITS = 128;
    private static final double SAMPLE_RATE = 0.001;

    /**
     * Trains 784-128-10 for three steps on random images, for use without a data set.
     *
     * @param gpu the GPU to check
     * @return the first difference, in a clause; empty if there is none
     * @throws CrosscheckException if the GPU fails, or the sparse kernels cannot run on this CPU
     */
    public static Optional<String> onSample(Gpu gpu) {
        ImageForm form = ImageForm.ofDigits(28, 28);
        SplittableRandom random = new SplittableRandom(1);
        byte[] pixels = new byte[SAMPLE * form.features()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (random.nextInt(5) == 0 ? random.nextInt(256) : 0);
        }
        int classes = form.classes().size();
        int[] labels = random.ints(SAMPLE, 0, classes).toArray();
        Batches batches = new Batches(new ImageSet(pixels, labels, form), SAMPLE_BATCH);
        NetworkSpec network = NetworkSpec.digits(SAMPLE_UNITS).of(form.features(), classes);
        Setup setup = new Setup(network, new TrainingSpec(OptimizerSpec.Kind.ADAM.byDefault(), SAMPLE_BATCH, 1, 1));
        NetworkState start = NetworkState.drawn(setup);
        double[] rates = new double[batches.count()];
        Arrays.fill(rates, SAMPLE_RATE);
        try (GpuNetwork onGpu = new GpuNetwork(setup, start, batches, gpu)) {
            return new GpuProof(setup, start, batches).difference(onGpu, batches.shuffled(1, 1), 0, rates);
        }
    }

    /**
     * Does steps on both. The GPU's network must be in the state {@code start}; it has done the steps afterwards.
     *
     * @param network on the GPU, with the same setup and batches
     * @param order the epoch's order
     * @param index of the first step's batch
     * @param rates Adam's η of each step, at least one
     * @return the first difference, in a clause; empty if there is none
     * @throws CrosscheckException if the sparse kernels cannot run on this CPU
     */
    public Optional<String> difference(GpuNetwork network, int[] order, int index, double... rates) {
        int from = batches.first(index);
        int to = batches.first(index + rates.length - 1) + batches.size(index + rates.length - 1);
        Examples seen = batches.examples().select(Arrays.copyOfRange(order, from, to));
        Batches same = new Batches(seen, batches.largest());
        try (FloatNetwork cpu = Kernels.SPARSE.network(setup, start, same, 1)) {
            double[] expected = cpu.steps(same.inOrder(), 0, rates);
            double[] found = network.steps(order, index, rates);
            NetworkState cpuState = cpu.state(0);
            NetworkState gpuState = network.state(0);
            return difference("parameters", cpuState.parameters(), gpuState.parameters(), rates.length)
                    .or(() -> difference("Adam's moments", cpuState.moments(), gpuState.moments(), rates.length))
                    .or(() -> losses(expected, found))
                    .or(() -> difference(
                            "probabilities", cpu.probabilities(seen), network.probabilities(seen), rates.length));
        }
    }

    private static Optional<String> losses(double[] expected, double... found) {
        int step = Arrays.mismatch(expected, found);
        return step < 0
                ? Optional.empty()
                : Optional.of(
                        "the loss of step " + (step + 1) + " is " + found[step] + " instead of " + expected[step]);
    }

    /** Compares bits: 0 and -0 differ, and so do NaNs with different bits. */
    private static Optional<String> difference(String what, float[] expected, float[] found, int steps) {
        int differ = 0;
        int first = -1;
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(found[i])) {
                first = first < 0 ? i : first;
                differ++;
            }
        }
        return differ == 0
                ? Optional.empty()
                : Optional.of("after step " + steps + ", " + differ + " of " + expected.length + " " + what
                        + " differ, the first being " + found[first] + " instead of " + expected[first]);
    }
}
