package dev.crosscheck.train.byhand;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.Gpu.Kernel;
import dev.crosscheck.cuda.Gpu.Memory;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.cuda.ShippedPtx;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.nn.Setup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trains the digit network by hand on a {@link Gpu}, with the kernels of {@code src/main/cuda/digits.cu}. They add in the same order as the
 * sparse kernels of the CPU, and so compute the same parameters, bit for bit.
 *
 * <p>The images are copied to the GPU once. A step is three launches; losses are copied back once per call, after all its steps were
 * launched.
 */
public final class GpuNetwork implements FloatNetwork {
    /**
     * About half a millisecond on a fast GPU: the losses of this many steps are fetched together, and between two such calls training can
     * be stopped.
     */
    private static final int STEPS_AT_ONCE = 32;

    private static final int THREADS = 256; // this and the next two: as in digits.cu
    private static final int COLUMN_SUM_THREADS = 64;
    private static final int BACK_UNITS = 16;

    private final Setup setup;
    private final Batches batches;
    private final GpuLayout layout;
    private final GpuArrays arrays;
    private final Entries kernels;
    private final Memory levels; // s·p for each p
    private final Lit lit;
    private final Memory images;
    private final Memory labels;
    private final Memory order;
    private final int[] uploaded; // the current content of "order"
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
    private long steps;

    /** The kernels of digits.cu. */
    private record Entries(
            Kernel columnSums, Kernel forward, Kernel probabilities, Kernel backward, Kernel firstWeights) {

        Entries(Gpu.Program program) {
            this(
                    program.kernel("column_sums"),
                    program.kernel("forward"),
                    program.kernel("probabilities"),
                    program.kernel("backward"),
                    program.kernel("first_weights"));
        }
    }

    /** The lit pixels of a set of images in the form of {@link LitPixels}, on the GPU. */
    private record Lit(Memory starts, Memory entries) {}

    /**
     * Copies the images to the GPU and starts from a state.
     *
     * @param setup the network's size and Adam's settings
     * @param start initial parameters and moments; unchanged
     * @param batches images to learn from
     * @param gpu the GPU; the caller closes it, after closing this network
     * @throws GpuException if it rejects the kernels or has too little memory
     * @throws IllegalArgumentException if there is a {@link GpuLayout#obstacle}, or the setup has another form than that of course section 5
     */
    public GpuNetwork(Setup setup, NetworkState start, Batches batches, Gpu gpu) {
        GpuLayout.obstacle(setup.network().units(), batches.examples()).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        if (!setup.hasCourseForm()) {
            throw new IllegalArgumentException("its kernels train ReLU layers with Adam, and this network is " + setup);
        }
        ImageSet learnt = (ImageSet) batches.examples();
        PixelInput input = PixelInput.of(learnt.form().normalisation());
        this.setup = setup;
        this.batches = batches;
        this.layout = new GpuLayout(
                learnt.features(),
                setup.network().units().get(0),
                setup.network().outputs());
        this.t = input.shift();
        this.uploaded = new int[learnt.size()];
        this.arrays = new GpuArrays(gpu);
        try {
            this.kernels = new Entries(arrays.load(ShippedPtx.digits()));
            this.levels = arrays.of(input.levels());
            this.lit = lit(learnt);
            this.images = arrays.of(learnt.pixels());
            this.labels = arrays.of(learnt.labels());
            this.order = arrays.of(uploaded);
            int n = batches.largest();
            int units = layout.units();
            this.theta = arrays.floats(layout.length());
            this.m = arrays.floats(layout.length());
            this.v = arrays.floats(layout.length());
            this.sums = arrays.floats((long) layout.tiles() * units);
            this.a = arrays.floats((long) n * units);
            this.dLogits = arrays.floats((long) n * GpuLayout.MOST_CLASSES);
            this.dz = arrays.floats((long) n * units);
            this.db1 = arrays.floats(units);
            this.losses = arrays.floats((long) STEPS_AT_ONCE * n);
            restore(start);
        } catch (RuntimeException | Error e) {
            arrays.close();
            throw e;
        }
    }

    private Lit lit(ImageSet set) {
        LitPixels pixelsOfSet = LitPixels.of(set);
        int[] entries = pixelsOfSet.entries();
        return new Lit(arrays.of(pixelsOfSet.startsOfImages()), arrays.of(entries.length == 0 ? new int[1] : entries));
    }

    @Override
    public int stepsAtOnce() {
        return STEPS_AT_ONCE;
    }

    @Override
    public double[] steps(int[] epochOrder, int index, double... rates) {
        if (rates.length > STEPS_AT_ONCE) {
            throw new IllegalArgumentException(rates.length + " steps at once, of at most " + STEPS_AT_ONCE);
        }
        upload(epochOrder);
        int images = 0;
        for (int i = 0; i < rates.length; i++) {
            step(index + i, rates[i], images);
            images += batches.size(index + i);
        }
        float[] perImage = arrays.floats(losses, images);
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

    /** Copies an epoch's order to the GPU, once per epoch. */
    private void upload(int[] epochOrder) {
        if (!Arrays.equals(epochOrder, uploaded)) {
            System.arraycopy(epochOrder, 0, uploaded, 0, uploaded.length);
            arrays.write(order, uploaded);
        }
    }

    private void step(int index, double rate, int lossAt) {
        int n = batches.size(index);
        int first = batches.first(index);
        int pixels = layout.pixels();
        int units = layout.units();
        Object[] adam = adam(rate);
        launch(
                kernels.forward(),
                n,
                layout.sharedBytes(),
                lit,
                labels,
                order,
                first,
                n,
                network(),
                a,
                dLogits,
                losses,
                lossAt);
        launch(kernels.backward(), units / BACK_UNITS, 0, n, a, dLogits, theta, m, v, dz, db1, pixels, units, adam);
        Object[] batch = {images, levels, order, first, n};
        launch(
                kernels.firstWeights(),
                layout.blocksOfFirstWeights(),
                0,
                batch,
                dz,
                db1,
                t,
                theta,
                m,
                v,
                sums,
                pixels,
                units,
                adam);
    }

    /** Arguments of Adam's formula for the next step. */
    private Object[] adam(double rate) {
        AdamStep adam = (AdamStep) Update.after(setup.training().optimizer(), steps++, rate);
        return new Object[] {adam.rate(), adam.epsilon(), adam.beta1(), adam.beta2(), adam.fresh1(), adam.fresh2()};
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
        if (examples.features() != layout.pixels()) {
            throw new IllegalArgumentException(examples.features() + " features, expected " + layout.pixels());
        }
        int count = examples.size() * setup.network().outputs();
        Lit of = examples == batches.examples() ? lit : others.computeIfAbsent(examples, set -> lit((ImageSet) set));
        try (Memory p = arrays.temporary((long) count * Float.BYTES)) {
            launch(kernels.probabilities(), examples.size(), layout.sharedBytes(), of, network(), p);
            return arrays.floats(p, count);
        }
    }

    @Override
    public void restore(NetworkState state) {
        arrays.write(theta, layout.toKernels(state.parameters(), 0));
        arrays.write(m, layout.toKernels(state.moments(), 0));
        arrays.write(v, layout.toKernels(state.moments(), layout.count()));
        kernels.columnSums()
                .launch(
                        layout.blocksOfFirstWeights(),
                        COLUMN_SUM_THREADS,
                        0,
                        theta,
                        sums,
                        layout.pixels(),
                        layout.units());
        steps = state.steps();
    }

    @Override
    public NetworkState state(int epochs) {
        float[] parameters = new float[layout.count()];
        float[] moments = new float[2 * layout.count()];
        layout.toDl4j(arrays.floats(theta, layout.length()), parameters, 0);
        layout.toDl4j(arrays.floats(m, layout.length()), moments, 0);
        layout.toDl4j(arrays.floats(v, layout.length()), moments, layout.count());
        return new NetworkState(parameters, moments, Math.toIntExact(steps), epochs);
    }

    @Override
    public void close() {
        arrays.close();
    }
}
