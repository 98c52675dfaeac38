package dev.crosscheck.proof.replay;

import dev.crosscheck.OrNull;
import dev.crosscheck.data.Examples;
import dev.crosscheck.data.MatrixExamples;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Gradients;
import dev.crosscheck.nn.Network;
import dev.crosscheck.nn.Objective;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.Setup;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * The training run of a network by another program: initial parameters, data, order of the rows, and the resulting losses, gradients and states.
 * {@link RecordingReader} reads one. Steps count from 1.
 *
 * @param label the name of the recording in messages: its file
 * @param setup the network and its training, with the numbers of inputs and outputs filled in
 * @param examples the training rows
 * @param epochs the row indices in the order of their use, one array per epoch; each epoch is cut into batches, of which the last may be smaller
 * @param precision the precision of the recorded run
 * @param start the parameters before the first step
 * @param losses the loss of each step's batch, before the update
 * @param gradients dLoss/dθ by step, for any subset of the steps
 * @param states the state after a step, for any subset of the steps
 * @param test the result of the last state on the test images; null if it was not recorded
 */
public record Recording(
        String label,
        Setup setup,
        Examples examples,
        List<int[]> epochs,
        Precision precision,
        Parameters start,
        double[] losses,
        SortedMap<Integer, Gradients> gradients,
        SortedMap<Integer, State> states,
        @OrNull Test test)
        implements Recorded {

    /**
     * The recorded result on test images.
     *
     * @param loss the mean loss over the test images
     * @param correct the number of images classified correctly
     * @param images the test images
     */
    public record Test(double loss, int correct, Examples images) {}

    /** @return the layers of the network */
    public Network network() {
        return setup.network().network();
    }

    /** @return the objective that training minimises */
    public Objective objective() {
        return setup.objective();
    }

    @Override
    public int steps() {
        return losses.length;
    }

    @Override
    public String title() {
        return setup.toString();
    }

    /** @return the number of steps of each epoch; all epochs are equally long */
    public int stepsPerEpoch() {
        return steps(epochs.get(0).length, setup.training().batch());
    }

    /** @return the number of batches of so many rows */
    static int steps(int rows, int batch) {
        return (rows - 1) / batch + 1;
    }

    /** @return the row indices of a step's batch */
    public int[] rows(int step) {
        int[] epoch = epochs.get((step - 1) / stepsPerEpoch());
        int batch = setup.training().batch();
        int from = (step - 1) % stepsPerEpoch() * batch;
        return Arrays.copyOfRange(epoch, from, Math.min(from + batch, epoch.length));
    }

    /** @return a step's inputs, (N, I) */
    public Matrix x(int step) {
        return features(examples, rows(step));
    }

    /** @return a step's targets, (N, O) */
    public Matrix t(int step) {
        return targets(examples, rows(step));
    }

    /** @return the inputs of some rows, (N, I) */
    public Matrix features(int... rows) {
        return features(examples, rows);
    }

    /** @return the targets of some rows, (N, O) */
    public Matrix targets(int... rows) {
        return targets(examples, rows);
    }

    /** @return the inputs of some examples, (N, I) */
    static Matrix features(Examples examples, int... rows) {
        if (examples instanceof MatrixExamples recorded) {
            return MatrixExamples.rows(recorded.x(), rows);
        }
        float[] features = new float[rows.length * examples.features()];
        examples.features(rows, 0, rows.length, features, 0);
        return Matrix.widened(rows.length, features);
    }

    /** @return the targets of some examples, (N, O) */
    static Matrix targets(Examples examples, int... rows) {
        if (examples instanceof MatrixExamples recorded) {
            return MatrixExamples.rows(recorded.targets(), rows);
        }
        float[] targets = new float[rows.length * examples.outputs()];
        examples.targets(rows, 0, rows.length, targets);
        return Matrix.widened(rows.length, targets);
    }

    /** @return the learning rate of a step */
    public double rate(int step) {
        return setup.training()
                .schedule()
                .of(setup.training().optimizer().learningRate(), stepsPerEpoch())
                .valueAt(step - 1, (step - 1) / stepsPerEpoch());
    }

    /** @return the recorded state after a step, or null; after step 0 the start, with moments of 0 */
    public State state(int step) {
        return step == 0 ? initial() : states.get(step);
    }

    private State initial() {
        Parameters zeros = new Parameters(start.matrices().stream()
                .map(matrix -> Matrix.zeros(matrix.rows(), matrix.columns()))
                .toList());
        Map<String, Parameters> moments = new LinkedHashMap<>();
        State.letters(setup.training().optimizer().kind()).forEach(letter -> moments.put(letter, zeros));
        return new State(start, moments);
    }

    /** @return in ascending order, 0 and the steps after which a complete state was recorded, so that a replay can continue from it */
    public int[] anchors() {
        return IntStream.concat(
                        IntStream.of(0),
                        states.entrySet().stream()
                                .filter(entry -> entry.getKey() < steps()
                                        && entry.getValue()
                                                .isWhole(setup.training()
                                                        .optimizer()
                                                        .kind()))
                                .mapToInt(Map.Entry::getKey))
                .toArray();
    }
}
