package dev.crosscheck.train;

import dev.crosscheck.nn.optim.AdamStep;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * The state of {@link FusedAdam}.
 *
 * <p>The loop of {@link AdamStep} runs over heap arrays: native memory read element by element would keep the JIT compiler
 * from using vector instructions. The moments stay on the heap between steps, and
 * {@link #flush()} writes them to DL4J's state view, laid out as DL4J's Adam has it: all of m, then all of v.
 */
final class FusedAdamUpdater implements GradientUpdater<FusedAdam> {
    private final FusedAdam config;
    private final INDArray stateView;
    private final float[] gradient;
    private final float[] m;
    private final float[] v;
    private double learningRate;

    FusedAdamUpdater(FusedAdam config, INDArray stateView, boolean initialise) {
        this.config = config;
        this.stateView = stateView;
        this.learningRate = config.learningRate();
        int parameters = Math.toIntExact(stateView.length() / 2);
        this.gradient = new float[parameters];
        this.m = new float[parameters];
        this.v = new float[parameters];
        if (initialise) {
            stateView.assign(0);
        }
        reload();
    }

    /**
     * Replaces the gradient by the update that the parameters lose.
     *
     * @param view dLoss/dθ, the mean over the batch, of all parameters; afterwards the update
     * @param iteration steps done before this one
     * @param epoch not used
     */
    @Override
    public void applyUpdater(INDArray view, int iteration, int epoch) {
        FloatPointer pointer = pointer(view);
        pointer.get(gradient);
        AdamStep.after(iteration, learningRate, config.beta1(), config.beta2(), config.epsilon(), config.home())
                .toUpdateInPlace(gradient, m, v);
        pointer.put(gradient);
    }

    /** Changes η; the configuration keeps the one it was made with. */
    void setLearningRate(double learningRate) {
        this.learningRate = learningRate;
    }

    /** Reads the moments from DL4J's state view, after it was written to. */
    void reload() {
        FloatPointer state = pointer(stateView);
        state.get(m);
        state.position(state.position() + m.length).get(v);
    }

    /** Writes the moments to DL4J's state view, from where they are saved. */
    void flush() {
        FloatPointer state = pointer(stateView);
        state.put(m);
        state.position(state.position() + m.length).put(v);
    }

    /** A view's data pointer is that of the whole buffer: the view begins at its offset. */
    private static FloatPointer pointer(INDArray view) {
        return new FloatPointer(view.data().pointer()).position(view.offset());
    }

    @Override
    public FusedAdam getConfig() {
        return config;
    }

    @Override
    public Map<String, INDArray> getState() {
        flush();
        return Map.of("state", stateView);
    }

    @Override
    public void setState(Map<String, INDArray> state, boolean initialise) {
        throw new UnsupportedOperationException("state is one flat view");
    }

    @Override
    public void setStateViewArray(INDArray view, long[] gradientShape, char gradientOrder, boolean initialise) {
        throw new UnsupportedOperationException("state is given at construction");
    }
}
