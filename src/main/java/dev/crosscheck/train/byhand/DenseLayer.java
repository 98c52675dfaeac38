package dev.crosscheck.train.byhand;

import dev.crosscheck.nn.Setup;
import dev.crosscheck.train.byhand.Update.Parameter;
import java.util.Arrays;

/**
 * A layer whose inputs are the activations of the layer below. The weights from a block below to a block here are an array of their own, (I,
 * U) with the I units of that block.
 */
class DenseLayer extends FloatLayer {
    private final FloatLayer below;
    private final Parameter[][] w; // by block below, by block

    /**
     * @param place in the network, from 2
     * @param below the layer before
     */
    DenseLayer(Setup setup, int place, FloatLayer below, int batch, Kernels kernels) {
        this(setup, place, below, UNITS, batch, kernels);
    }

    DenseLayer(Setup setup, int place, FloatLayer below, int width, int batch, Kernels kernels) {
        super(setup, place, width, true, batch, kernels);
        this.below = below;
        this.w = new Parameter[below.blocks().size()][blocks().size()];
        for (Parameter[] row : w) {
            Arrays.setAll(row, j -> new Parameter(UNITS * width));
        }
    }

    @Override
    int[] forwardParts(Pass pass) {
        return new int[] {blocks().size()};
    }

    /** {@code Z = b + Σ A·W} over the blocks below, in their order, of one block here. */
    @Override
    void forward(Pass pass, int phase, int part) {
        int n = pass.batch().size();
        Block block = blocks().get(part);
        for (int row = 0; row < n; row++) {
            System.arraycopy(block.b().theta(), 0, block.a(), row * UNITS, UNITS);
        }
        addShares(part, 0, n);
        activate(pass, block);
    }

    /** Adds {@code A·W} of each block below to some rows of Z of block j. */
    final void addShares(int j, int from, int to) {
        Block block = blocks().get(j);
        for (int i = 0; i < w.length; i++) {
            float[] a = below.blocks().get(i).a();
            kernels().addForward(from, to, UNITS, block.width(), a, w[i][j].theta(), block.a());
        }
    }

    @Override
    int[] backwardParts(Pass pass) {
        return new int[] {w.length};
    }

    /** {@code dW = Aᵀ·dZ} and {@code dA = Σ dZ·Wᵀ} over the blocks here, in their order, of one block below, and a step for W. */
    @Override
    void backward(Pass pass, Update update, int phase, int part) {
        int n = pass.batch().size();
        Block input = below.blocks().get(part);
        Arrays.fill(input.dz(), 0, n * UNITS, 0f);
        for (int j = 0; j < blocks().size(); j++) {
            Block block = blocks().get(j);
            Parameter weights = w[part][j];
            int width = block.width();
            kernels().weightGradient(n, UNITS, width, block.used(), input.a(), block.dz(), weights.gradient());
            kernels().addInputGradient(n, UNITS, width, block.used(), block.dz(), weights.theta(), input.dz());
            kernels().update(update, weights.gradient(), weights, 0, UNITS * width);
        }
        below.gradient(pass, update, input);
    }

    @Override
    void visitWeights(int unit, Visitor visitor) {
        int width = blocks().get(0).width();
        for (int i = 0; i < w.length; i++) {
            visitor.visit(
                    w[i][unit / width],
                    unit % width,
                    width,
                    below.blocks().get(i).used());
        }
    }
}
