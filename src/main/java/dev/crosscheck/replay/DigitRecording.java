package dev.crosscheck.replay;

import dev.crosscheck.compare.Comparison;
import dev.crosscheck.compare.Tolerance;
import dev.crosscheck.compare.Tolerances;
import dev.crosscheck.compare.Verdict;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.Mnist;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.train.Evaluation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A recorded digit network (course section 5), a batch a step; the loss is the batch's mean cross-entropy, and the updates are
 * Adam's with ε on the corrected √v̂, where PyTorch has it.
 *
 * <p>The file has PyTorch's layout, {@code [outputs, inputs]}: {@code fc1.weight} is W1ᵀ.
 *
 * @param run with fc1.weight (H, I), fc1.bias (1, H), fc2.weight (C, H) and fc2.bias (1, C)
 * @param data the images
 * @param epochs the order of the training images in each epoch
 * @param batch images in a step; the last step of an epoch may have fewer
 * @param testLoss mean loss over the test images after the last step
 * @param testCorrect test images recognised then
 */
public record DigitRecording(
        RecordedRun run, Mnist data, List<int[]> epochs, int batch, double testLoss, int testCorrect)
        implements Recording {
    private static final int JUDGED_STEPS = 100;

    /** @return batches of the training images */
    Batches batches() {
        return new Batches(data.train(), batch);
    }

    /** @return a copy of the parameters that the run starts from, as W1 (I, H), b1 (1, H), W2 (H, C), b2 (1, C) */
    Parameters start() {
        return parameters(run.start());
    }

    /** @return the recorded parameters after the last step, likewise */
    Parameters end() {
        return parameters(run.finals());
    }

    private static Parameters parameters(Map<String, Matrix> recorded) {
        return new Parameters(List.of(
                recorded.get("fc1.weight").transpose(),
                recorded.get("fc1.bias").copy(),
                recorded.get("fc2.weight").transpose(),
                recorded.get("fc2.bias").copy()));
    }

    /** @return the parameters under PyTorch's names and in its layout */
    static Map<String, Matrix> recordedForm(Parameters parameters) {
        Map<String, Matrix> recorded = new LinkedHashMap<>();
        for (int k = 1; k <= parameters.layers(); k++) {
            recorded.put("fc" + k + ".weight", parameters.weights(k).transpose());
            recorded.put("fc" + k + ".bias", parameters.bias(k));
        }
        return recorded;
    }

    /** @return the test of the recorded end, and of the end that the player came to, against the recorded one */
    List<Verdict> compareTests(Player player) {
        Evaluation same = player.testOfRecordedEnd();
        Evaluation own = player.test();
        return List.of(
                compareAccuracy("accuracy, recorded end", Tolerances.SAME_ACCURACY, same),
                compareTestLoss("test loss, recorded end", Tolerances.SAME_TEST_LOSS, same),
                compareAccuracy("accuracy, own end", Tolerances.RECORDED_ACCURACY, own),
                compareTestLoss("test loss, own end", Tolerances.REPORTED, own));
    }

    private Verdict compareAccuracy(String quantity, Tolerance tolerance, Evaluation test) {
        Comparison accuracy = new Comparison(quantity, tolerance);
        accuracy.add(Comparison.NO_STEP, "percent", 100.0 * testCorrect / test.total(), test.accuracyPercent());
        return accuracy.verdict();
    }

    private Verdict compareTestLoss(String quantity, Tolerance tolerance, Evaluation test) {
        Comparison loss = new Comparison(quantity, tolerance);
        loss.add(Comparison.NO_STEP, "mean loss", testLoss, test.loss());
        return loss.verdict();
    }

    @Override
    public String title() {
        return "digit network " + data.train().features() + "-"
                + run.start().get("fc1.weight").rows() + "-" + Mnist.CLASSES + ", batch " + batch;
    }

    @Override
    public Limits limits(int steps) {
        return new Limits(Tolerances.RECORDED_FLOAT, JUDGED_STEPS, Tolerances.REPORTED, "");
    }

    @Override
    public Player byHand() {
        return new DigitsByHand(this);
    }

    @Override
    public Player twin() {
        return new DigitsByTwin(this);
    }
}
