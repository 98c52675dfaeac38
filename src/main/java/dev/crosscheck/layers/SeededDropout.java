package dev.crosscheck.layers;

import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Inverted dropout of a layer's inputs, as DL4J's {@code Dropout} with the probability {@code 1 - rate}, whose choice follows from a seed and
 * the step alone: {@code x ⊙ m / (1 - rate)}, where m is 1 for an input that stays and 0 for one that is left out.
 *
 * <p>DL4J's own draws from a generator whose state is not saved: a run that is resumed would go on with other inputs left out. Here each number is
 * computed from its place (seed, layer, step, position), so that there is no state at all.
 */
public final class SeededDropout implements IDropout {
    private static final long serialVersionUID = 1L;

    /** The golden ratio's bits and two constants of SplitMix64 (Steele, Lea and Flood, 2014), whose outputs pass statistical tests. */
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private static final long FIRST = 0xBF58476D1CE4E5B9L;
    private static final long SECOND = 0x94D049BB133111EBL;

    /** 53 random bits make a double in [0, 1). */
    private static final double UNIT = 0x1p-53;

    private final double rate;
    private final long seed;
    private final int layer;
    private transient INDArray mask;
    private transient float[] values = {};

    /**
     * @param rate the share of inputs that each step leaves out, from 0 to below 1
     * @param seed of the run
     * @param layer tells layers of a network from each other
     */
    public SeededDropout(
            @JsonProperty("rate") double rate, @JsonProperty("seed") long seed, @JsonProperty("layer") int layer) {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("rate: expected from 0 to below 1, found " + rate);
        }
        this.rate = rate;
        this.seed = seed;
        this.layer = layer;
    }

    @JsonProperty("rate")
    public double getRate() {
        return rate;
    }

    @JsonProperty("seed")
    public long getSeed() {
        return seed;
    }

    @JsonProperty("layer")
    public int getLayer() {
        return layer;
    }

    @Override
    public INDArray applyDropout(
            INDArray inputs, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspaces) {
        clear();
        int length = Math.toIntExact(inputs.length());
        if (values.length != length) {
            values = new float[length];
        }
        fill(values, iteration);
        MemoryWorkspace before = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
        try {
            mask = Nd4j.create(values, inputs.shape(), 'c');
        } finally {
            before.close();
        }
        return inputs.muli(mask, result);
    }

    /** Writes the factor of each input: 0, or what makes up for those that are left out. */
    void fill(float[] factors, int iteration) {
        float kept = (float) (1 / (1 - rate));
        long place = mix(mix(mix(seed) + layer) + iteration);
        for (int i = 0; i < factors.length; i++) {
            place += STEP;
            factors[i] = (mix(place) >>> 11) * UNIT < rate ? 0f : kept;
        }
    }

    private static long mix(long value) {
        long bits = (value ^ (value >>> 30)) * FIRST;
        bits = (bits ^ (bits >>> 27)) * SECOND;
        return bits ^ (bits >>> 31);
    }

    @Override
    public INDArray backprop(INDArray gradAtOutput, INDArray gradAtInput, int iteration, int epoch) {
        gradAtOutput.muli(mask, gradAtInput);
        clear();
        return gradAtInput;
    }

    @Override
    public void clear() {
        if (mask != null) {
            mask.close();
            mask = null;
        }
    }

    /** Each layer that a configuration is used for has masks of its own. */
    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public SeededDropout clone() {
        return new SeededDropout(rate, seed, layer);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SeededDropout that && rate == that.rate && seed == that.seed && layer == that.layer;
    }

    @Override
    public int hashCode() {
        return 31 * Double.hashCode(rate) + Long.hashCode(seed + layer);
    }

    @Override
    public String toString() {
        return "dropout " + rate;
    }
}
