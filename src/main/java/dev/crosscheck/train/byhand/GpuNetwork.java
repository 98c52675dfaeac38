package dev.crosscheck.train.byhand;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.Gpu.Kernel;
import dev.crosscheck.cuda.Gpu.Memory;
import dev.crosscheck.cuda.GpuException;
import dev.crosscheck.cuda.ShippedPtx;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.train.byhand.ByHandNetwork.Settings;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains the digit network by hand on a {@link Gpu}, with the kernels of {@code src/main/cuda/digits.cu}: the sums of the sparse kernels
 * in their order, and so the same parameters, bit for bit.
 *
 * <p>Images are copied to the GPU once. A step is three launches; losses come back when all steps of a call have been asked for.
 */
public final class GpuNetwork implements FloatNetwork {
    /** M: columns of the logits in the kernels, and so the most classes. */
    private static final int MOST_CLASSES = Layers.ROUNDED_TO;

    /** The activations of an image and their shares of its logits lie in a block's 48 KiB of shared memory, beside 2 KiB of the kernel's. */
    private static final int MOST_UNITS = 8192;

    /** Half a millisecond of a fast GPU: losses of as many steps are fetched together, and one may ask as often whether to stop. */
    private static final int STEPS_AT_ONCE = 32;

    private static final int THREADS = 256; // as in digits.cu, and so are the next three
    private static final int COLUMN_SUM_THREADS = 64;
    private static final int BACK_UNITS = 16;
    private static final int TILE_UNITS = 64;
    private static final double FULL = 255;

    private final Settings settings;
    private final Batches batches;
    private final int pixels;
    private final int units; // U, whole slices
    private final float t;
    private final GpuArrays arrays;
    private final Kernel columnSums;
    private final Kernel forward;
    private final Kernel probabilities;
    private final Kernel backward;
    private final Kernel firstWeights;
    private final Memory levels;
    private final Lit lit;
    private final Memory images;
    private final Memory labels;
    private final Memory order;
    private final int[] uploaded; // what "order" holds
    private final Memory theta; // W1 (I, U), b1 (U), W2 (U, M), b2 (M)
    private final Memory m;
    private final Memory v;
    private final Memory sums; // of W1's rows, (tiles, U)
    private final Memory a; // (N, U)
    private final Memory dLogits; // (N, M)
    private final Memory dz; // (N, U)
    private final Memory db1; // (U)
    private final Memory losses; // (steps, N)
    private final Map<Examples, Lit> others = new IdentityHashMap<>();
    private long steps;

    /** The lit pixels of a set of images, as {@link LitPixels} has them. */
    private record Lit(Memory starts, Memory entries) {}

    /**
     * Says why the kernels cannot train a network, if so.
     *
     * @param hidden units of each hidden layer
     * @param examples what it learns from
     * @return the reason, as the end of a sentence
     */
    public static Optional<String> obstacle(List<Integer> hidden, Examples examples) {
        if (!(examples instanceof ImageSet images)) {
            return Optional.of("its kernels learn from images, and these are none");
        }
        if (hidden.size() != 1) {
            return Optional.of("its kernels have one hidden layer, and this network has " + hidden.size());
        }
        if (hidden.get(0) > MOST_UNITS) {
            return Optional.of(
                    "its kernels have at most " + MOST_UNITS + " hidden units, and this network has " + hidden.get(0));
        }
        if (images.outputs() > MOST_CLASSES) {
            return Optional.of(
                    "its kernels have at most " + MOST_CLASSES + " classes, and these are " + images.outputs());
        }
        long weights = (images.features() + 1L + MOST_CLASSES) * Layers.slices(hidden.get(0)) * Layers.UNITS;
        return images.features() > LitPixels.LIMIT || weights > Integer.MAX_VALUE / 2
                ? Optional.of("images of " + images.features() + " pixels have too many weights for its kernels")
                : Optional.empty();
    }

    /**
     * Copies the images to the GPU and starts from a state.
     *
     * @param settings the network's size and Adam's settings
     * @param start parameters and moments to start from; unchanged
     * @param batches images to learn from
     * @param gpu what computes; the caller closes it, after this
     * @throws GpuException if it refuses the kernels or has too little memory
     * @throws IllegalArgumentException if there is an {@link #obstacle}
     */
    public GpuNetwork(Settings settings, NetworkState start, Batches batches, Gpu gpu) {
        obstacle(settings.hidden(), batches.examples()).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        ImageSet learnt = (ImageSet) batches.examples();
        Normalisation normalisation = learnt.form().normalisation();
        this.settings = settings;
        this.batches = batches;
        this.pixels = learnt.features();
        this.units = Layers.slices(settings.hidden().get(0)) * Layers.UNITS;
        this.t = (float) (normalisation.mean() / normalisation.deviation());
        this.uploaded = new int[learnt.size()];
        this.arrays = new GpuArrays(gpu);
        try {
            Gpu.Program program = arrays.load(ShippedPtx.digits());
            this.columnSums = program.kernel("column_sums");
            this.forward = program.kernel("forward");
            this.probabilities = program.kernel("probabilities");
            this.backward = program.kernel("backward");
            this.firstWeights = program.kernel("first_weights");
            this.levels = arrays.of(levels(normalisation));
            this.lit = lit(learnt);
            this.images = arrays.of(learnt.pixels());
            this.labels = arrays.of(learnt.labels());
            this.order = arrays.of(uploaded);
            int n = batches.largest();
            int parameters = (pixels + 1 + MOST_CLASSES) * units + MOST_CLASSES;
            this.theta = arrays.floats(parameters);
            this.m = arrays.floats(parameters);
            this.v = arrays.floats(parameters);
            this.sums = arrays.floats((long) tiles() * units);
            this.a = arrays.floats((long) n * units);
            this.dLogits = arrays.floats((long) n * MOST_CLASSES);
            this.dz = arrays.floats((long) n * units);
            this.db1 = arrays.floats(units);
            this.losses = arrays.floats((long) STEPS_AT_ONCE * n);
            restore(start);
        } catch (RuntimeException | Error e) {
            arrays.close();
            throw e;
        }
    }

    /** s·p for each p, rounded from double as the sparse kernels do it. */
    private static float[] levels(Normalisation normalisation) {
        float[] levels = new float[256];
        for (int pixel = 0; pixel < levels.length; pixel++) {
            levels[pixel] = (float) (pixel / (FULL * normalisation.deviation()));
        }
        return levels;
    }

    private Lit lit(ImageSet set) {
        LitPixels pixelsOfSet = LitPixels.of(set);
        int[] entries = pixelsOfSet.entries();
        return new Lit(arrays.of(pixelsOfSet.starts()), arrays.of(entries.length == 0 ? new int[1] : entries));
    }

    private int tiles() {
        return (pixels + Layers.TILE - 1) / Layers.TILE;
    }

    private int sharedBytes() {
        return (units + units / Layers.UNITS * MOST_CLASSES) * Float.BYTES;
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
        for (int i = 0; i < rates.length; i++) {
            step(index + i, rates[i], i * batches.largest());
        }
        float[] perImage = arrays.floats(losses, rates.length * batches.largest());
        double[] means = new double[rates.length];
        for (int i = 0; i < rates.length; i++) {
            int n = batches.size(index + i);
            for (int row = 0; row < n; row++) {
                means[i] += perImage[i * batches.largest() + row];
            }
            means[i] /= n;
        }
        return means;
    }

    /** An epoch's order is copied once. */
    private void upload(int[] epochOrder) {
        if (!Arrays.equals(epochOrder, uploaded)) {
            System.arraycopy(epochOrder, 0, uploaded, 0, uploaded.length);
            arrays.write(order, uploaded);
        }
    }

    private void step(int index, double rate, int lossAt) {
        AdamStep adam = AdamStep.after(
                steps++, rate, settings.beta1(), settings.beta2(), settings.epsilon(), settings.epsilonPlacement());
        int first = batches.first(index);
        int n = batches.size(index);
        forward.launch(
                n,
                THREADS,
                sharedBytes(),
                lit.starts(),
                lit.entries(),
                levels,
                labels,
                order,
                first,
                n,
                theta,
                sums,
                t,
                pixels,
                units,
                settings.classes(),
                a,
                dLogits,
                losses,
                lossAt);
        backward.launch(
                units / BACK_UNITS,
                THREADS,
                0,
                n,
                a,
                dLogits,
                theta,
                m,
                v,
                dz,
                db1,
                pixels,
                units,
                adam.rate(),
                adam.epsilon(),
                adam.beta1(),
                adam.beta2(),
                adam.fresh1(),
                adam.fresh2());
        firstWeights.launch(
                tiles() * (units / TILE_UNITS),
                THREADS,
                0,
                images,
                levels,
                order,
                first,
                n,
                dz,
                db1,
                t,
                theta,
                m,
                v,
                sums,
                pixels,
                units,
                adam.rate(),
                adam.epsilon(),
                adam.beta1(),
                adam.beta2(),
                adam.fresh1(),
                adam.fresh2());
    }

    @Override
    public float[] probabilities(Examples examples) {
        if (examples.features() != pixels) {
            throw new IllegalArgumentException(examples.features() + " features, expected " + pixels);
        }
        int count = examples.size() * settings.classes();
        Lit of = examples == batches.examples() ? lit : others.computeIfAbsent(examples, set -> lit((ImageSet) set));
        try (Memory p = arrays.temporary((long) count * Float.BYTES)) {
            probabilities.launch(
                    examples.size(),
                    THREADS,
                    sharedBytes(),
                    of.starts(),
                    of.entries(),
                    levels,
                    theta,
                    sums,
                    t,
                    pixels,
                    units,
                    settings.classes(),
                    p);
            return arrays.floats(p, count);
        }
    }

    @Override
    public void restore(NetworkState state) {
        int count = state.parameters().length;
        Order here = new Order(pixels, settings.hidden().get(0), units, settings.classes());
        arrays.write(theta, here.write(state.parameters(), 0));
        arrays.write(m, here.write(state.moments(), 0));
        arrays.write(v, here.write(state.moments(), count));
        columnSums.launch(tiles() * (units / TILE_UNITS), COLUMN_SUM_THREADS, 0, theta, sums, pixels, units);
        steps = state.steps();
    }

    @Override
    public NetworkState state(int epochs) {
        Order here = new Order(pixels, settings.hidden().get(0), units, settings.classes());
        float[] parameters = new float[here.count()];
        float[] moments = new float[2 * here.count()];
        int length = here.length();
        here.read(arrays.floats(theta, length), parameters, 0);
        here.read(arrays.floats(m, length), moments, 0);
        here.read(arrays.floats(v, length), moments, here.count());
        return new NetworkState(parameters, moments, Math.toIntExact(steps), epochs);
    }

    @Override
    public void close() {
        arrays.close();
    }

    /**
     * Where DL4J's array of all parameters (W1 column by column, b1, W2 column by column, b2) has what the kernels have in
     * W1 (I, U), b1 (U), W2 (U, M), b2 (M).
     */
    private record Order(int pixels, int hidden, int units, int classes) {

        int count() {
            return (pixels + 1) * hidden + (hidden + 1) * classes;
        }

        int length() {
            return (pixels + 1 + MOST_CLASSES) * units + MOST_CLASSES;
        }

        float[] write(float[] from, int at) {
            float[] to = new float[length()];
            each((dl4j, here) -> to[here] = from[at + dl4j]);
            return to;
        }

        void read(float[] from, float[] to, int at) {
            each((dl4j, here) -> to[at + dl4j] = from[here]);
        }

        private interface Copy {
            void at(int dl4j, int here);
        }

        private void each(Copy copy) {
            int b1 = pixels * hidden;
            int w2 = b1 + hidden;
            int b2 = w2 + hidden * classes;
            for (int unit = 0; unit < hidden; unit++) {
                for (int i = 0; i < pixels; i++) {
                    copy.at(unit * pixels + i, i * units + unit);
                }
                copy.at(b1 + unit, pixels * units + unit);
                for (int c = 0; c < classes; c++) {
                    copy.at(w2 + c * hidden + unit, (pixels + 1) * units + unit * MOST_CLASSES + c);
                }
            }
            for (int c = 0; c < classes; c++) {
                copy.at(b2 + c, (pixels + 1 + MOST_CLASSES) * units + c);
            }
        }
    }
}
