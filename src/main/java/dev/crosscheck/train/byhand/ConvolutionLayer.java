package dev.crosscheck.train.byhand;

import dev.crosscheck.math.Shape;
import dev.crosscheck.nn.Convolution;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.ConvolutionKernels.ArrayPart;
import dev.crosscheck.train.byhand.ConvolutionKernels.Taps;
import dev.crosscheck.train.byhand.Update.Parameter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A convolution with ReLU, and pooling if it pools. Its work is divided by groups of {@link ConvolutionKernels#LANES} images, whose numbers lie side by
 * side: maps are (group, channel, row, column, image). The images that a last group lacks are black, and have no gradient.
 *
 * <p>The maps that the next convolution reads have its zeros around them. The layer after the last convolution reads {@link #blocks} of units.
 */
final class ConvolutionLayer extends FloatLayer {
    private static final int LANES = ConvolutionKernels.LANES;

    private final ConvolutionKernels kernels;
    private final Convolution form;
    private final @Nullable ConvolutionLayer below;
    private final boolean isTop;
    private final Parameter w; // (I, O)
    private final Parameter b; // (O)
    private final Maps x; // its inputs; those of the layer below, or of images
    private final Maps a; // its outputs
    private final float[]
            winner; // (group, map, row, column, image): which place of a window won; empty without pooling
    private final float[] da; // the same: dLoss/dA
    private final float[] dw; // (group, I, O)
    private final float[] db; // (group, O)
    private final Taps forward;
    private final Taps backward; // of the gradient of the inputs
    private final ThreadLocal<Maps> dy; // of a group, before pooling; what lies around the maps stays 0
    private final ThreadLocal<float[]> y; // two rows of all maps

    /** Maps of some groups, with a border of zeros. */
    private record Maps(Shape shape, int border, float[] data) {
        static Maps of(Shape shape, int border, int groups) {
            Maps size = new Maps(shape, border, new float[0]);
            return new Maps(shape, border, new float[Math.multiplyExact(groups, size.group())]);
        }

        /** @return floats from one place to the one below it */
        int row() {
            return (shape.columns() + 2 * border) * LANES;
        }

        int map() {
            return (shape.rows() + 2 * border) * row();
        }

        int group() {
            return Math.multiplyExact(shape.channels(), map());
        }

        /** @return where the first place of a row is */
        int at(int group, int map, int row) {
            return group * group() + map * map() + (row + border) * row() + border * LANES;
        }
    }

    /**
     * @param place in the network, from 1
     * @param below the layer before; null in the first place
     */
    ConvolutionLayer(Setup setup, int place, @Nullable ConvolutionLayer below, int batch, Kernels kernels) {
        super(setup, place, UNITS, isTop(setup, place), batch, kernels);
        this.kernels = kernels.convolutions();
        this.below = below;
        form = (Convolution) setup.network().layers().get(place - 1);
        isTop = isTop(setup, place);
        int groups = groups(batch);
        int border = isTop ? 0 : ((Convolution) setup.network().layers().get(place)).padding();
        w = new Parameter(Math.toIntExact(form.weights()));
        b = new Parameter(form.maps());
        x = below == null ? Maps.of(form.input(), form.padding(), groups) : below.a;
        a = Maps.of(form.output(), border, groups);
        int size = Math.multiplyExact(groups * LANES, form.units());
        winner = new float[form.pools() ? size : 0];
        da = new float[size];
        dw = new float[Math.multiplyExact(groups, w.theta().length)];
        db = new float[groups * form.maps()];
        int around = below == null ? 0 : form.side() - 1 - form.padding();
        dy = ThreadLocal.withInitial(() -> Maps.of(form.full(), around, 1));
        y = ThreadLocal.withInitial(
                () -> new float[form.maps() * 2 * form.full().columns() * LANES]);
        forward = forwardTaps();
        backward = backwardTaps();
    }

    private static boolean isTop(Setup setup, int place) {
        return setup.network().layers().get(place).kind() != dev.crosscheck.nn.Layer.Kind.CONVOLUTION;
    }

    /** @return number of groups of so many images */
    static int groups(int images) {
        return (images + LANES - 1) / LANES;
    }

    /** The terms of Y: over channels, rows and columns of the kernel. */
    private Taps forwardTaps() {
        int side = form.side();
        Taps taps = new Taps(new int[form.fanIn()], new int[form.fanIn()]);
        for (int t = 0; t < taps.count(); t++) {
            int channel = t / (side * side);
            taps.x()[t] = channel * x.map() + t / side % side * x.row() + t % side * LANES;
            taps.w()[t] = t * form.maps();
        }
        return taps;
    }

    /** The terms of the inputs' gradient: over maps, rows and columns of the kernel. */
    private Taps backwardTaps() {
        int side = form.side();
        Maps from = dy.get();
        Taps taps = new Taps(new int[form.fanOut()], new int[form.fanOut()]);
        for (int t = 0; t < taps.count(); t++) {
            int map = t / (side * side);
            int u = t / side % side;
            int v = t % side;
            taps.x()[t] = map * from.map() + (side - 1 - u) * from.row() + (side - 1 - v) * LANES;
            taps.w()[t] = (u * side + v) * form.maps() + map;
        }
        return taps;
    }

    @Override
    int[] forwardParts(Pass pass) {
        return new int[] {groups(pass.batch().size())};
    }

    @Override
    void forward(Pass pass, int phase, int group) {
        if (below == null) {
            pass.inputs()
                    .images(pass.batch(), group * LANES, x.data(), group * x.group(), form.input(), form.padding());
        }
        Shape full = form.full();
        Shape out = form.output();
        int step = form.pools() ? 2 : 1;
        int row = full.columns() * LANES;
        float[] rows = y.get();
        for (int r = 0; r < out.rows(); r++) {
            for (int k = 0; k < step; k++) {
                int from = x.at(group, 0, r * step + k - form.padding()) - form.padding() * LANES;
                kernels.convolve(
                        forward,
                        b.theta(),
                        new ArrayPart(x.data(), from, 0),
                        new ArrayPart(w.theta(), 0, 1),
                        form.maps(),
                        full.columns(),
                        new ArrayPart(rows, k * row, step * row));
            }
            for (int map = 0; map < form.maps(); map++) {
                int at = a.at(group, map, r);
                if (form.pools()) {
                    ArrayPart upper = new ArrayPart(rows, map * 2 * row, row);
                    kernels.pool(upper, out.columns(), a.data(), at, winner, unit(group, map, r));
                } else {
                    for (int j = 0; j < row; j++) {
                        a.data()[at + j] = Math.max(rows[map * row + j], 0f);
                    }
                }
            }
        }
        if (isTop) {
            toBlocks(pass, group);
        }
    }

    /** @return the index of a row in (group, map, row, column, image) */
    private int unit(int group, int map, int row) {
        Shape out = form.output();
        return ((group * form.maps() + map) * out.rows() + row) * out.columns() * LANES;
    }

    private void toBlocks(Pass pass, int group) {
        int images = Math.min(LANES, pass.batch().size() - group * LANES);
        for (int unit = 0; unit < units(); unit++) {
            float[] block = blocks().get(unit / UNITS).a();
            int from = group * a.group() + unit * LANES;
            for (int n = 0; n < images; n++) {
                block[(group * LANES + n) * UNITS + unit % UNITS] = a.data()[from + n];
            }
        }
    }

    private void fromBlocks(Pass pass, int group) {
        int images = Math.min(LANES, pass.batch().size() - group * LANES);
        for (int unit = 0; unit < units(); unit++) {
            float[] block = blocks().get(unit / UNITS).dz();
            int to = (group * units() + unit) * LANES;
            for (int n = 0; n < LANES; n++) {
                da[to + n] = n < images ? block[(group * LANES + n) * UNITS + unit % UNITS] : 0f;
            }
        }
    }

    /** The gradients of each group, then their sums over the groups in order, and an optimizer step. */
    @Override
    int[] backwardParts(Pass pass) {
        return new int[] {groups(pass.batch().size()), 1};
    }

    @Override
    void backward(Pass pass, Update update, int phase, int part) {
        if (phase == 0) {
            gradients(pass, part);
        } else {
            int groups = groups(pass.batch().size());
            step(update, groups, dw, w);
            step(update, groups, db, b);
        }
    }

    private static void step(Update update, int groups, float[] shares, Parameter parameter) {
        float[] gradient = parameter.gradient();
        Arrays.fill(gradient, 0f);
        for (int group = 0; group < groups; group++) {
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += shares[group * gradient.length + i];
            }
        }
        parameter.update(update);
    }

    private void gradients(Pass pass, int group) {
        if (isTop) {
            fromBlocks(pass, group);
        }
        Maps dy = this.dy.get();
        Shape full = form.full();
        unpool(group, dy);
        kernels.correlate(
                forward,
                new ArrayPart(x.data(), x.at(group, 0, -form.padding()) - form.padding() * LANES, x.row()),
                new ArrayPart(dy.data(), dy.at(0, 0, 0), dy.map()),
                dy.row(),
                full.rows(),
                full.columns(),
                form.maps(),
                dw,
                group * w.theta().length);
        if (below == null) {
            return;
        }
        Shape in = form.input();
        for (int r = 0; r < in.rows(); r++) {
            kernels.convolve(
                    backward,
                    new float[0],
                    new ArrayPart(dy.data(), dy.at(0, 0, r - dy.border()) - dy.border() * LANES, 0),
                    new ArrayPart(w.theta(), 0, form.side() * form.side() * form.maps()),
                    in.channels(),
                    in.columns(),
                    new ArrayPart(below.da, below.unit(group, 0, r), in.rows() * in.columns() * LANES));
        }
    }

    /** {@code dZ = dA ⊙ f'(Z)} goes to the places of Y that won; db sums it. */
    private void unpool(int group, Maps dy) {
        Shape out = form.output();
        float[] sums = new float[LANES];
        for (int map = 0; map < form.maps(); map++) {
            Arrays.fill(sums, 0f);
            for (int r = 0; r < out.rows(); r++) {
                int at = a.at(group, map, r);
                int of = unit(group, map, r);
                if (form.pools()) {
                    ArrayPart upper = new ArrayPart(dy.data(), dy.at(0, map, 2 * r), dy.row());
                    kernels.unpool(a.data(), at, winner, of, da, out.columns(), upper, sums);
                } else {
                    int to = dy.at(0, map, r);
                    for (int j = 0; j < out.columns() * LANES; j++) {
                        float dz = a.data()[at + j] > 0 ? da[of + j] : 0f;
                        dy.data()[to + j] = dz;
                        sums[j % LANES] += dz;
                    }
                }
            }
            db[group * form.maps() + map] = ConvolutionKernels.sum(sums);
        }
    }

    /** Of its blocks nothing is left to do: its backward pass begins with them. */
    @Override
    void gradient(Pass pass, Update update, Block block) {}

    @Override
    void visitWeights(int map, Visitor visitor) {
        visitor.visit(w, map, form.maps(), form.fanIn());
    }

    @Override
    void visitBiases(Visitor visitor) {
        visitor.visit(b, 0, 1, form.maps());
    }
}
