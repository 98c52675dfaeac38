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
 * A training run of a network that another program did and wrote down: from where, on what, in which order, and what came of it.
 * {@link RecordingReader} reads one. Steps count from 1.
 *
 * @param label what messages call it: its file
 * @param setup the network and how it was trained; inputs and outputs are known
 * @param examples the rows that it learned from
 * @param epochs the row numbers in the order of their use, epoch by epoch; each epoch is cut into batches, of which the last may be smaller
 * @param precision in which it was computed
 * @param start the parameters before the first step
 * @param losses the loss of each step's batch, before the update
 * @param gradients those of some steps, or all, or none
 * @param states those after some steps, or all, or none
 * @param test how the last state did on the test images; null if that was not recorded
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
     * A recorded test.
     *
     * @param loss mean over the test images
     * @param correct how many were recognised
     * @param images the test images
     */
    public record Test(double loss, int correct, Examples images) {}

    /** @return the layers to calculate with */
    public Network network() {
        return setup.network().network();
    }

    /** @return what training reduced */
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

    /** @return steps of each epoch, all of which are as long as the first */
    public int stepsPerEpoch() {
        return steps(epochs.get(0).length, setup.training().batch());
    }

    /** @return the steps that so many rows make */
    static int steps(int rows, int batch) {
        return (rows - 1) / batch + 1;
    }

    /** @return the numbers of a step's rows */
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

    /** @return inputs of some of its examples, (N, I) */
    public Matrix features(int... rows) {
        return features(examples, rows);
    }

    /** @return what should come out for some of its examples, (N, O) */
    public Matrix targets(int... rows) {
        return targets(examples, rows);
    }

    /** @return inputs of some examples, (N, I) */
    static Matrix features(Examples examples, int... rows) {
        if (examples instanceof MatrixExamples recorded) {
            return MatrixExamples.rows(recorded.x(), rows);
        }
        float[] features = new float[rows.length * examples.features()];
        examples.features(rows, 0, rows.length, features, 0);
        return Matrix.widened(rows.length, features);
    }

    /** @return what should come out for some examples, (N, O) */
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

    /** @return the state after a step, as far as it was recorded; that after step 0 is the start */
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

    /** @return the steps, 0 among them, from whose recorded state others can go on, ascending */
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
