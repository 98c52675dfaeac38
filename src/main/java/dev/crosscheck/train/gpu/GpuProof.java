package dev.crosscheck.train.gpu;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.FloatNetwork;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Compares steps on a GPU with the same steps on the CPU by the sparse kernels: bit for bit, since both add in the same order.
 *
 * @param setup the network and how it is trained
 * @param start initial state of both
 * @param batches examples that both learn from
 */
public record GpuProof(Setup setup, NetworkState start, Batches batches) {

    private static final double RATE = 0.001;

    /**
     * Trains on random images, for use without a data set: 784-128-10, as many steps as are launched at once, and sizes at which kernels go wrong first.
     *
     * @param gpu the GPU to check
     * @return the first difference, in a clause; empty if there is none
     * @throws GpuException if the GPU fails
     */
    public static Optional<String> onSamples(Gpu gpu) {
        return Stream.concat(Stream.of(GpuSample.USUAL, GpuSample.RECORDED), GpuSample.AWKWARD.stream())
                .flatMap(sample -> difference(sample, gpu).map(found -> found + " (" + sample + ")").stream())
                .findFirst();
    }

    private static Optional<String> difference(GpuSample sample, Gpu gpu) {
        Batches batches = sample.batches();
        Setup setup = sample.setup();
        NetworkState start = NetworkState.drawn(setup);
        double[] rates = new double[batches.count()];
        Arrays.fill(rates, RATE);
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
     */
    public Optional<String> difference(GpuNetwork network, int[] order, int index, double... rates) {
        int from = batches.first(index);
        int to = batches.first(index + rates.length - 1) + batches.size(index + rates.length - 1);
        Examples seen = batches.examples().select(Arrays.copyOfRange(order, from, to));
        Batches same = new Batches(seen, batches.largest());
        try (FloatNetwork cpu = KernelChoice.SPARSE.network(setup, start, same, 1)) {
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
        int[] differ = IntStream.range(0, expected.length)
                .filter(i -> Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(found[i]))
                .toArray();
        return differ.length == 0
                ? Optional.empty()
                : Optional.of("after step " + steps + ", " + differ.length + " of " + expected.length + " " + what
                        + " differ, the first being " + found[differ[0]] + " instead of " + expected[differ[0]]);
    }
}
