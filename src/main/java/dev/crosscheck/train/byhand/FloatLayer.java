package dev.crosscheck.train.byhand;

import dev.crosscheck.nn.Elementwise;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.Update.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer of {@link LayeredNetwork}: its weights and biases with the optimizer's state, and what a batch makes of its units.
 *
 * <p>The units are divided into blocks, which different threads may compute at once. All blocks have the same size and are added in the same
 * order, so that the number of threads does not change any bit of the result.
 *
 * <p>Shapes: N rows, U units of a block.
 */
@SuppressWarnings("NullAway") // a mask is there where a layer drops units
abstract class FloatLayer {
    /** Units of a hidden layer's block. It is constant, so that sums do not depend on the number of threads. */
    static final int UNITS = Sums.SLICE;

    private final Kernels kernels;
    private final Elementwise activation;
    private final double dropout;
    private final long seed;
    private final int place;
    private final int units;
    private final int columns; // of W
    private final List<Block> blocks = new ArrayList<>();

    /** Takes a layer's parameters in the order of DL4J's array, W column by column, then b: {@code count} at once, {@code stride} apart. */
    interface Visitor {
        void visit(Parameter parameters, int index, int stride, int count);
    }

    /**
     * Units of a layer. Those beyond the layer's size are padding: their weights, activations and gradients are 0, and so stay 0.
     *
     * @param first unit
     * @param used units that belong to the layer
     * @param b (U)
     * @param a (N, U): Z, then A
     * @param slope (N, U): dA/dZ; empty where A determines it, or in the output layer
     * @param dz (N, U): dLoss/dA, then dLoss/dZ
     */
    record Block(int first, int used, Parameter b, float[] a, float[] slope, float[] dz) {
        private static Block of(int first, int used, int width, int batch, boolean sloped) {
            int size = Math.multiplyExact(batch, width);
            float[] slope = new float[sloped ? size : 0];
            return new Block(first, used, new Parameter(width), new float[size], slope, new float[size]);
        }

        /** @return U */
        int width() {
            return b.theta().length;
        }
    }

    /**
     * @param place of the layer in its network, from 1; the layer after the hidden ones is the output layer
     * @param below the layer before; null in the first place
     * @param batch largest number of rows
     * @param threads that may share the work
     */
    static FloatLayer of(Setup setup, int place, @Nullable FloatLayer below, int batch, int threads, Kernels kernels) {
        return switch (setup.network().layers().get(place - 1).kind()) {
            case CONVOLUTION -> new ConvolutionLayer(setup, place, (ConvolutionLayer) below, batch, kernels);
            case DENSE -> {
                if (below == null) {
                    yield new InputLayer(setup, batch, threads, kernels);
                }
                boolean last = place > setup.network().hidden().size();
                yield last
                        ? new OutputLayer(setup, place, below, batch, kernels)
                        : new DenseLayer(setup, place, below, batch, kernels);
            }
            case GROUPED_DENSE -> throw new IllegalArgumentException("a mean of trained networks is not trained");
        };
    }

    /** @return the largest number of threads that can share a layer that is not the last of several: one per block, or per group of images */
    static int mostThreads(dev.crosscheck.nn.Layer layer, int batch) {
        return switch (layer.kind()) {
            case DENSE, GROUPED_DENSE -> Sums.slices(layer.units());
            case CONVOLUTION -> ConvolutionLayer.groups(batch);
        };
    }

    /**
     * @param place of the layer in its network, from 1; the layer after the hidden ones is the output layer
     * @param width units of a block
     * @param inBlocks whether it has blocks
     * @param batch largest number of rows
     */
    FloatLayer(Setup setup, int place, int width, boolean inBlocks, int batch, Kernels kernels) {
        NetworkSpec network = setup.network();
        dev.crosscheck.nn.Layer form = network.layers().get(place - 1);
        boolean hidden = place <= network.hidden().size();
        this.kernels = kernels;
        this.activation = hidden ? network.activation(place) : Elementwise.IDENTITY;
        this.dropout = hidden ? network.dropout() : 0;
        this.seed = setup.training().seed();
        this.place = place;
        this.units = form.units();
        this.columns = form.columns();
        boolean sloped = hidden && (activation != Elementwise.RELU || dropout > 0);
        for (int first = 0; inBlocks && first < units; first += width) {
            blocks.add(Block.of(first, Math.min(width, units - first), width, batch, sloped));
        }
    }

    final Kernels kernels() {
        return kernels;
    }

    /** @return number of units */
    final int units() {
        return units;
    }

    final List<Block> blocks() {
        return blocks;
    }

    /** @return the phases of the forward pass, one after the other, as numbers of parts, which do not depend on one another */
    abstract int[] forwardParts(Pass pass);

    /** Forward, of a part: A when all phases are done. The output layer's last phase ends with {@link Pass#outputs}. */
    abstract void forward(Pass pass, int phase, int part);

    /** @return the phases of the backward pass, as those of the forward pass */
    abstract int[] backwardParts(Pass pass);

    /**
     * Backward, of a part, from dZ of all blocks: {@link #gradient} of its blocks below and an optimizer step for the weights from there. A
     * weight's gradient is only needed for its update, and is then still in the processor's innermost cache.
     */
    abstract void backward(Pass pass, Update update, int phase, int part);

    /** The last act of the forward pass, of a block: {@code A = f(Z) ⊙ mask/(1-p)}. */
    final void activate(Pass pass, Block block) {
        boolean drops = pass.training() && dropout > 0;
        Dropout mask = drops ? Dropout.of(dropout, seed, place, pass.done(), units) : null;
        if (block.slope.length > 0) {
            activate(block, pass.batch().size(), mask);
        } else if (activation == Elementwise.RELU) {
            Neuron.relu(block.a, pass.batch().size() * block.width());
        }
    }

    private void activate(Block block, int rows, Dropout mask) {
        int width = block.width();
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < width; j++) {
                int at = row * width + j;
                float z = block.a[at];
                float factor = j >= block.used ? 0f : mask == null ? 1f : mask.factor(row, block.first + j);
                block.a[at] = factor == 0 ? 0f : Neuron.value(activation, z) * factor;
                block.slope[at] = factor == 0 ? 0f : Neuron.slope(activation, z) * factor;
            }
        }
    }

    /**
     * Backward, of a block: {@code dZ = dA ⊙ f'(Z) ⊙ mask/(1-p)} and {@code db = Σ rows of dZ}, then an optimizer step for b. In the output
     * layer {@link #setGradient} has set dZ.
     */
    void gradient(Pass pass, Update update, Block block) {
        int n = pass.batch().size();
        if (block.slope.length > 0) {
            for (int i = 0; i < n * block.width(); i++) {
                block.dz[i] = block.slope[i] == 0 ? 0f : block.dz[i] * block.slope[i];
            }
        } else if (activation == Elementwise.RELU) {
            kernels.keepWherePositive(n * block.width(), block.a, block.dz);
        }
        kernels.sumRows(n, n, block.dz, block.b.gradient());
        block.b.update(update);
    }

    /** Visits a column of the weights: those from all inputs to a unit, or a kernel. */
    abstract void visitWeights(int column, Visitor visitor);

    void visitBiases(Visitor visitor) {
        for (Block block : blocks) {
            visitor.visit(block.b, 0, 1, block.used);
        }
    }

    /** Visits all parameters. */
    final void visit(Visitor visitor) {
        for (int column = 0; column < columns; column++) {
            visitWeights(column, visitor);
        }
        visitBiases(visitor);
    }

    /** Copies a row of Z to {@code z} from {@code at} on, in the output layer. */
    final void outputs(int row, float[] z, int at) {
        for (Block block : blocks) {
            System.arraycopy(block.a, row * block.width(), z, at + block.first, block.used);
        }
    }

    /** Sets a row of dZ, in the output layer. */
    final void setGradient(int row, float[] dz) {
        for (Block block : blocks) {
            System.arraycopy(dz, block.first, block.dz, row * block.width(), block.used);
        }
    }
}
