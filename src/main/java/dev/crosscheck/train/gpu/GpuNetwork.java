package dev.crosscheck.train.gpu;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.Gpu.Kernel;
import dev.crosscheck.cuda.Gpu.Memory;
import dev.crosscheck.cuda.Gpu.Recording;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.cuda.ShippedPtx;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.FloatNetwork;
import dev.crosscheck.train.byhand.LitPixels;
import dev.crosscheck.train.byhand.NetworkState;
import dev.crosscheck.train.byhand.PixelInput;
import dev.crosscheck.train.byhand.Update;
import dev.crosscheck.train.byhand.Update.AdamStep;
import dev.crosscheck.train.byhand.Update.Descent;
import dev.crosscheck.train.byhand.Update.Momentum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains the digit network by hand on a {@link Gpu}, with the kernels of {@code src/main/cuda/digits.cu}. They add in the same order as the
 * sparse kernels of the CPU, and so compute the same parameters, bit for bit.
 *
 * <p>The images are copied to the GPU once. A step is three launches. For each call of {@link #steps}, its images' numbers and the rates
 * are sent before, and losses are copied back after all its steps were launched. So the launches of as many full batches as are done at
 * once have the same arguments each time: they are recorded and repeated as one, where the GPU can do that.
 */
public final class GpuNetwork implements FloatNetwork {
    /**
     * About half a millisecond on a fast GPU: the losses of this many steps are fetched together, and between two such calls training can
     * be stopped.
     */
    static final int STEPS_AT_ONCE = 32;

    private static final int THREADS = 256; // this and the next three: as in digits.cu
    private static final int COLUMN_SUM_THREADS = 64;
    private static final int BACK_UNITS = 16;
    private static final int RATES = 3;

    private final Setup setup;
    private final Batches batches;
    private final GpuLayout layout;
    private final Gpu gpu;
    private final List<Gpu.Resource> opened = new ArrayList<>();
    private final Kernel columnSums; // the kernels of digits.cu
    private final Kernel forward;
    private final Kernel probabilities;
    private final Kernel backward;
    private final Kernel firstWeights;
    private final Memory levels; // s·p for each p
    private final Lit lit;
    private final Memory images;
    private final Memory labels;
    private final Memory order; // of the images of the steps of a call
    private final Memory rates; // rate, epsilon and decay of each of its steps
    private final Memory theta; // W1 (I, U), b1 (U), W2 (U, M), b2 (M)
    private final Memory m;
    private final Memory v;
    private final Memory sums; // of W1's rows, (tiles, U)
    private final float t;
    private final Memory a; // (N, U)
    private final Memory dLogits; // (N, M)
    private final Memory dz; // (N, U)
    private final Memory db1; // (U)
    private final Memory losses; // (steps, N)
    private final Map<Examples, Lit> others = new IdentityHashMap<>();
    private Optional<Recording> recorded; // of STEPS_AT_ONCE full batches; null until such steps are done first
    private NetworkState onHost; // what the GPU has; null if not known
    private long steps;

    /** The lit pixels of a set of images in the form of {@link LitPixels}, on the GPU. */
    private record Lit(Memory starts, Memory entries) {}

    /**
     * Copies the images to the GPU and starts from a state.
     *
     * @param setup the network's size and the optimizer's settings
     * @param start initial parameters and moments; unchanged
     * @param batches images to learn from, against which there is no {@link GpuLayout#obstacle}
     * @param gpu the GPU; the caller closes it, after closing this network
     * @throws GpuException if it rejects the kernels or has too little memory; what was opened is closed with the GPU
     */
    public GpuNetwork(Setup setup, NetworkState start, Batches batches, Gpu gpu) {
        ImageSet learnt = (ImageSet) batches.examples();
        PixelInput input = PixelInput.of(learnt.form().normalisation());
        this.setup = setup;
        this.batches = batches;
        this.layout = new GpuLayout(
                learnt.features(),
                setup.network().units().get(0),
                setup.network().outputs());
        this.t = input.shift();
        int most = STEPS_AT_ONCE * batches.largest();
        this.gpu = gpu;
        Gpu.Program program = kept(gpu.load(ShippedPtx.digits()));
        this.columnSums = program.kernel("column_sums");
        this.forward = program.kernel("forward");
        this.probabilities = program.kernel("probabilities");
        this.backward = program.kernel("backward");
        this.firstWeights = program.kernel("first_weights");
        this.levels = words(input.levels().length);
        levels.write(input.levels());
        this.lit = lit(learnt);
        this.images = kept(gpu.allocate(learnt.pixels().length));
        images.write(learnt.pixels());
        this.labels = of(learnt.labels());
        this.order = words(most);
        this.rates = words((long) RATES * STEPS_AT_ONCE);
        int n = batches.largest();
        int units = layout.units();
        this.theta = words(layout.length());
        this.m = words(layout.length());
        this.v = words(layout.length());
        this.sums = words((long) layout.tiles() * units);
        this.a = words((long) n * units);
        this.dLogits = words((long) n * GpuLayout.MOST_CLASSES);
        this.dz = words((long) n * units);
        this.db1 = words(units);
        this.losses = words(most);
        restore(start);
    }

    private <T extends Gpu.Resource> T kept(T resource) {
        opened.add(resource);
        return resource;
    }

    /** @return uninitialised memory for floats or ints */
    private Memory words(long length) {
        return kept(gpu.allocate(length * Float.BYTES));
    }

    private Memory of(int... values) {
        Memory memory = words(values.length);
        memory.write(values);
        return memory;
    }

    private Lit lit(ImageSet set) {
        LitPixels pixelsOfSet = LitPixels.of(set);
        int[] entries = pixelsOfSet.entries();
        return new Lit(of(pixelsOfSet.startsOfImages()), of(entries.length == 0 ? new int[1] : entries));
    }

    @Override
    public int stepsAtOnce() {
        return STEPS_AT_ONCE;
    }

    @Override
    public double[] steps(int[] epochOrder, int index, double... rates) {
        int images = send(epochOrder, index, rates);
        launch(index, rates.length);
        steps += rates.length;
        onHost = null;
        float[] perImage = losses.floats(images);
        double[] means = new double[rates.length];
        int next = 0;
        for (int i = 0; i < rates.length; i++) {
            int n = batches.size(index + i);
            for (int row = 0; row < n; row++) {
                means[i] += perImage[next++];
            }
            means[i] /= n;
        }
        return means;
    }

    /**
     * Sends what differs from one call to the next.
     *
     * @return number of images
     */
    private int send(int[] epochOrder, int index, double... learningRates) {
        int first = batches.first(index);
        int last = index + learningRates.length - 1;
        int images = batches.first(last) + batches.size(last) - first;
        order.write(Arrays.copyOfRange(epochOrder, first, first + images));
        float[] perStep = new float[RATES * learningRates.length];
        for (int i = 0; i < learningRates.length; i++) {
            System.arraycopy(move(steps + i, learningRates[i]), 0, perStep, RATES * i, RATES);
        }
        this.rates.write(perStep);
        return images;
    }

    private void launch(int index, int count) {
        if (count == STEPS_AT_ONCE && batches.size(index + count - 1) == batches.largest()) {
            if (recorded == null) {
                recorded = gpu.record(() -> launchEach(index, count));
                recorded.ifPresent(this::kept);
            }
            if (recorded.isPresent()) {
                recorded.get().launch();
                return;
            }
        }
        launchEach(index, count);
    }

    private void launchEach(int index, int count) {
        for (int i = 0; i < count; i++) {
            launchStep(i, batches.first(index + i) - batches.first(index), batches.size(index + i));
        }
    }

    /**
     * Launches a step.
     *
     * @param step its number in this call
     * @param first of its images in {@link #order}
     * @param n number of its images
     */
    private void launchStep(int step, int first, int n) {
        int pixels = layout.pixels();
        int units = layout.units();
        int kind = 2 - setup.training().optimizer().kind().state(); // in digits.cu 0 is Adam, 1 momentum, 2 descent
        float[] same = move(0, 1); // but for what is in "rates"
        Object[] move = {rates, step, kind, same[RATES], same[RATES + 1], same[RATES + 2], same[RATES + 3]};
        Object[] moved = {theta, m, v};
        Object[] batch = {order, first, n};
        launch(forward, n, layout.sharedBytes(), lit, labels, batch, network(), a, dLogits, losses);
        launch(backward, units / BACK_UNITS, 0, n, a, dLogits, moved, dz, db1, pixels, units, move);
        int blocks = layout.blocksOfFirstWeights();
        launch(firstWeights, blocks, 0, images, levels, batch, dz, db1, t, moved, sums, pixels, units, move);
    }

    /** @return a step's rate, epsilon and decay, which the steps of a call differ in, then beta1 (or momentum's factor), beta2, fresh1 and fresh2 */
    private float[] move(long done, double rate) {
        Update update = Update.after(setup.training().optimizer(), done, rate);
        if (update instanceof AdamStep adam) {
            return new float[] {
                adam.rate(), adam.epsilon(), adam.decay(), adam.beta1(), adam.beta2(), adam.fresh1(), adam.fresh2()
            };
        } else if (update instanceof Momentum momentum) {
            return new float[] {momentum.rate(), 0, 0, momentum.momentum(), 0, 0, 0};
        }
        return new float[] {((Descent) update).rate(), 0, 0, 0, 0, 0, 0};
    }

    /** Arguments that describe the network to the forward pass. */
    private Object[] network() {
        return new Object[] {theta, sums, t, layout.pixels(), layout.units(), layout.classes()};
    }

    /**
     * Launches blocks of 256 threads.
     *
     * @param parts arguments; an array or a {@link Lit} is expanded into several
     */
    private void launch(Kernel kernel, int blocks, int sharedBytes, Object... parts) {
        List<Object> arguments = new ArrayList<>();
        for (Object part : parts) {
            if (part instanceof Object[] several) {
                arguments.addAll(List.of(several));
            } else if (part instanceof Lit pixels) {
                arguments.addAll(List.of(pixels.starts(), pixels.entries(), levels));
            } else {
                arguments.add(part);
            }
        }
        kernel.launch(blocks, THREADS, sharedBytes, arguments.toArray());
    }

    @Override
    public float[] probabilities(Examples examples) {
        int count = examples.size() * setup.network().outputs();
        Lit of = examples == batches.examples() ? lit : others.computeIfAbsent(examples, set -> lit((ImageSet) set));
        try (Memory p = gpu.allocate((long) count * Float.BYTES)) {
            launch(probabilities, examples.size(), layout.sharedBytes(), of, network(), p);
            return p.floats(count);
        }
    }

    @Override
    public void restore(NetworkState state) {
        theta.write(layout.toKernels(state.parameters(), 0));
        m.write(moments(state, 0));
        v.write(moments(state, 1));
        columnSums.launch(
                layout.blocksOfFirstWeights(), COLUMN_SUM_THREADS, 0, theta, sums, layout.pixels(), layout.units());
        steps = state.steps();
        onHost = null;
    }

    /** @return m or v in the kernels' layout; 0 if the optimizer has none */
    private float[] moments(NetworkState state, int which) {
        return which < setup.training().optimizer().kind().state()
                ? layout.toKernels(state.moments(), which * layout.count())
                : new float[layout.length()];
    }

    @Override
    public NetworkState state(int epochs) {
        if (onHost == null) {
            float[] parameters = new float[layout.count()];
            layout.toDl4j(theta.floats(layout.length()), parameters, 0);
            List<Memory> used =
                    List.of(m, v).subList(0, setup.training().optimizer().kind().state());
            float[] moments = new float[used.size() * layout.count()];
            for (int i = 0; i < used.size(); i++) {
                layout.toDl4j(used.get(i).floats(layout.length()), moments, i * layout.count());
            }
            onHost = new NetworkState(parameters, moments, Math.toIntExact(steps), 0);
        }
        return new NetworkState(onHost.parameters(), onHost.moments(), onHost.steps(), epochs);
    }

    @Override
    public void close() {
        opened.forEach(Gpu.Resource::close);
        opened.clear();
    }
}
