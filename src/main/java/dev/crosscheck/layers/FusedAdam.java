package dev.crosscheck.layers;

import dev.crosscheck.nn.optim.Adam.Epsilon;
import dev.crosscheck.train.byhand.Team;
import dev.crosscheck.train.byhand.Update.AdamStep;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.StepFunction;
import org.deeplearning4j.optimize.solvers.accumulation.GradientsAccumulator;
import org.deeplearning4j.optimize.solvers.accumulation.IndexedTail;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Adam (Kingma and Ba, 2015) for a DL4J network in float on the CPU, in one pass shared by threads. DL4J's own takes several
 * passes on one thread. {@link AdamStep} has the formula.
 *
 * <p>{@link #install} puts it in two places of the network: where DL4J keeps its updater, so that the moments are saved and
 * loaded as usual, and where it hands over gradients to be applied, its interface for distributed training. In a step,
 * {@code fit} calls in this order:
 *
 * <ol>
 *   <li>{@link #hasAnything()}, by which DL4J asks whether other processes have sent updates. There are none. It means that
 *       {@code fit} begins a step: {@code output} and {@code computeGradientAndScore}, which run the same layers, do not ask.
 *       DL4J M2.1 has no better hook: listeners hear of a forward pass when it is done, {@code Solver} creates its optimizer
 *       itself, and a layer is not told who runs it. Unless listeners are to see the gradients, the step is prepared here.
 *   <li>{@link InputDenseLayer#activate}, which takes that step ({@link #takeStep}).
 *   <li>{@link InputDenseLayer#backpropGradient}, which moves its parameters by it, and writes no gradients. Without a step
 *       it writes them to DL4J's arrays, as the other layers do.
 *   <li>{@link #update}, in which DL4J's own updaters turn gradients into updates. This one only computes the step's
 *       coefficients; gradients stay what they are.
 *   <li>{@link #applyUpdate(StepFunction, INDArray, INDArray, boolean)}, which moves all other parameters.
 * </ol>
 *
 * <p>A network without an {@link InputDense} has only 1, 4 and 5.
 *
 * <p>The moments stay on the heap between steps, since loops over native memory are not vectorised, and are written to
 * DL4J's state view when it is requested: all of m, then all of v, as in DL4J's Adam.
 */
public final class FusedAdam extends MultiLayerUpdater implements GradientsAccumulator {
    private static final long serialVersionUID = 1L;

    /** Parameters per work item: with their gradients and moments they fit the innermost caches. */
    private static final int PIECE = 8192;

    private static final ThreadLocal<float[][]> STAGED = ThreadLocal.withInitial(() -> new float[2][PIECE]);

    private final transient Adam config;
    private final Epsilon epsilon;
    private final int parameters;
    private final transient InputDenseLayer first; // holds its own moments; null if the network has no InputDense
    private final int start; // of the parameters in pieces: those of the first layer come before
    private final float[][] m; // by piece
    private final float[][] v;
    private boolean keepsParameters;
    private double learningRate = Double.NaN; // NaN: use the configured rate
    private AdamStep begun; // set when fit begins a step, taken by the first layer
    private boolean taken;
    private AdamStep update; // set by update(), used and cleared by applyUpdate()
    private float scale;

    private FusedAdam(MultiLayerNetwork network, INDArray state, Epsilon epsilon) {
        super(network, state);
        this.config = (Adam) network.getLayer(0).conf().getLayer().getUpdaterByParam("W");
        this.epsilon = epsilon;
        this.parameters = Math.toIntExact(network.numParams());
        this.first = network.getLayer(0) instanceof InputDenseLayer layer ? layer : null;
        this.start = first == null ? 0 : Math.toIntExact(first.numParams());
        int pieces = (parameters - start + PIECE - 1) / PIECE;
        this.m = new float[pieces][PIECE];
        this.v = new float[pieces][PIECE];
        if (first != null) {
            first.updateBy(this);
        }
        reload();
    }

    /**
     * Replaces a network's Adam updater; its moments are kept.
     *
     * @param network initialised; all its layers have the same {@link Adam}, and nothing else changes gradients or parameters
     * @return the installed updater
     * @throws IllegalArgumentException if the network has another updater, regularisation, gradient clipping or constraints
     */
    public static FusedAdam install(MultiLayerNetwork network) {
        return install(network, Epsilon.ON_RAW);
    }

    /**
     * Replaces a network's Adam updater, with a choice of what ε is added to.
     *
     * @param network as in {@link #install(MultiLayerNetwork)}
     * @param epsilon what ε is added to; DL4J's own Adam adds it to the raw root
     * @return the installed updater
     */
    public static FusedAdam install(MultiLayerNetwork network, Epsilon epsilon) {
        requireAdamAlone(network);
        INDArray state = network.getUpdater().getStateViewArray();
        FusedAdam adam = new FusedAdam(network, state, epsilon);
        network.setUpdater(adam);
        network.setGradientsAccumulator(adam);
        return adam;
    }

    private static void requireAdamAlone(MultiLayerNetwork network) {
        Object first = null;
        for (Layer layer : network.getLayers()) {
            BaseLayer conf = (BaseLayer) layer.conf().getLayer();
            for (String name : layer.paramTable().keySet()) {
                Object updater = conf.getUpdaterByParam(name);
                first = first == null ? updater : first;
                require(updater instanceof Adam && updater.equals(first), "one Adam for all parameters", updater);
                requireNone(conf.getRegularizationByParam(name), "regularisation");
            }
            GradientNormalization clipping = conf.getGradientNormalization();
            require(clipping == null || clipping == GradientNormalization.None, "no gradient normalisation", clipping);
            requireNone(conf.getConstraints(), "constraints");
        }
    }

    private static void requireNone(List<?> list, String what) {
        require(list == null || list.isEmpty(), "no " + what, list);
    }

    private static void require(boolean fine, String expected, Object found) {
        Instances.require(fine, "FusedAdam", expected, found);
    }

    /**
     * Sets the learning rate η of all following steps.
     *
     * @param rate 0 or more
     */
    public void setLearningRate(double rate) {
        learningRate = rate;
    }

    /**
     * Lets {@link InputDense} keep its parameters from step to step rather than read them from DL4J's arrays in each. They are still written
     * there. Call it again whenever anything but {@code fit} has changed parameters; otherwise that change is lost.
     */
    public void keepParameters() {
        keepsParameters = true;
        if (first != null) {
            first.reload();
        }
    }

    boolean keepsParameters() {
        return keepsParameters;
    }

    /**
     * Prepares a step of {@code fit} for the first layer, unless listeners see the gradients.
     *
     * @return false: there are no updates from other processes
     */
    @Override
    public boolean hasAnything() {
        boolean alone =
                network.getUpdater(false) == this && network.getListeners().isEmpty();
        begun = alone ? after(network.getIterationCount(), network.getEpochCount()) : null;
        taken = false;
        return false;
    }

    /** @return the step that the first layer is to do in its backward pass; null if it is to write its gradients to DL4J's arrays */
    AdamStep takeStep() {
        AdamStep now = begun;
        begun = null;
        taken = now != null;
        return now;
    }

    private AdamStep after(int iteration, int epoch) {
        double rate = Double.isNaN(learningRate) ? config.getLearningRate(iteration, epoch) : learningRate;
        return AdamStep.after(iteration, rate, config.getBeta1(), config.getBeta2(), config.getEpsilon(), epsilon, 0);
    }

    /** Computes the coefficients of the step, once DL4J has all gradients. */
    @Override
    public void update(
            Trainable layer, Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
        if (update != null) {
            throw new IllegalStateException("The last gradient was not applied: install FusedAdam again.");
        }
        update = after(iteration, epoch);
        scale = isMiniBatch() ? 1f / batchSize : 1f;
    }

    /** Moves the parameters that the first layer has not moved. */
    @Override
    public void applyUpdate(StepFunction function, INDArray params, INDArray gradients, boolean last) {
        AdamStep now = update;
        update = null;
        if (first != null && !taken) {
            first.update(now, scale);
        }
        FloatPointer theta = Native.of(params);
        FloatPointer gradient = Native.of(gradients);
        Team.share(m.length, piece -> move(now, piece, theta, gradient));
    }

    private void move(AdamStep now, int piece, FloatPointer theta, FloatPointer gradient) {
        int from = start + piece * PIECE;
        int length = Math.min(PIECE, parameters - from);
        float[] staged = STAGED.get()[0];
        float[] g = STAGED.get()[1];
        FloatPointer here = Native.at(theta, from);
        here.get(staged, 0, length);
        Native.at(gradient, from).get(g, 0, length);
        if (scale != 1f) {
            for (int i = 0; i < length; i++) {
                g[i] *= scale;
            }
        }
        now.move(g, staged, m[piece], v[piece], 0, length);
        here.put(staged, 0, length);
    }

    @Override
    public INDArray getStateViewArray() {
        copyMoments(true);
        return super.getStateViewArray();
    }

    @Override
    public void setStateViewArray(Trainable layer, INDArray view, boolean initialise) {
        super.setStateViewArray(layer, view, initialise);
        reload();
    }

    /**
     * Reads the moments from DL4J's state view again, and the parameters from its arrays. Call it after other code has written to that view.
     */
    public void reload() {
        copyMoments(false);
        if (first != null) {
            first.reload();
        }
    }

    /** @param out true to copy to DL4J's state view, false to copy from it */
    private void copyMoments(boolean out) {
        FloatPointer allM = Native.of(super.getStateViewArray());
        FloatPointer allV = Native.at(allM, parameters);
        if (first != null) {
            first.copyMoments(allM, allV, out);
        }
        for (int piece = 0; piece < m.length; piece++) {
            int from = start + piece * PIECE;
            int length = Math.min(PIECE, parameters - from);
            if (out) {
                Native.at(allM, from).put(m[piece], 0, length);
                Native.at(allV, from).put(v[piece], 0, length);
            } else {
                Native.at(allM, from).get(m[piece], 0, length);
                Native.at(allV, from).get(v[piece], 0, length);
            }
        }
    }

    // DL4J's interface for distributed training, which is not used here.

    @Override
    public void applyUpdate(StepFunction function, INDArray params, INDArray updates, double alpha) {
        throw new UnsupportedOperationException("FusedAdam trains in one process");
    }

    @Override
    public void storeUpdate(INDArray array, int iteration, int epoch) {}

    @Override
    public void receiveUpdate(INDArray array) {
        throw new UnsupportedOperationException("FusedAdam trains in one process");
    }

    @Override
    public void setExternalSource(IndexedTail source) {}

    @Override
    public IndexedTail getExternalSource() {
        return null;
    }

    @Override
    public void markExternalUpdates(boolean available) {}

    @Override
    public void reset() {}

    @Override
    public void touch() {}
}
