package dev.crosscheck.proof.replay;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.nn.Parameters;
import dev.crosscheck.nn.PyTorchLayout;
import dev.crosscheck.proof.compare.Comparison;
import dev.crosscheck.proof.compare.ProgressListener;
import dev.crosscheck.proof.compare.Tolerance;
import dev.crosscheck.proof.compare.Tolerances;
import dev.crosscheck.proof.compare.Verdict;
import dev.crosscheck.train.Evaluation;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A recorded digit network (course section 5), one batch per step; the loss is the batch's mean cross-entropy, and the
 * updates are Adam's with ε on the corrected √v̂, where PyTorch has it.
 *
 * <p>The file has PyTorch's layout, {@code [outputs, inputs]}: {@code fc1.weight} is W1ᵀ.
 *
 * @param run with fc1.weight (H, I), fc1.bias (1, H), fc2.weight (C, H) and fc2.bias (1, C)
 * @param data the images
 * @param epochs the order of the training images in each epoch
 * @param batch images in a step; the last step of an epoch may have fewer
 * @param testLoss mean loss over the test images after the last step
 * @param testCorrect test images recognised after the last step
 */
public record DigitRecording(
        RecordedRun run, ImageData data, List<int[]> epochs, int batch, double testLoss, int testCorrect)
        implements Recording {
    private static final int JUDGED_STEPS = 100;
    private static final int LAYERS = 2;

    /** @return batches of the training images */
    Batches batches() {
        return new Batches(data.train(), batch);
    }

    /** @return a copy of the parameters that the run starts from, as W1 (I, H), b1 (1, H), W2 (H, C), b2 (1, C) */
    Parameters start() {
        return PyTorchLayout.parameters(run.start(), LAYERS);
    }

    /** @return the recorded parameters after the last step, likewise */
    Parameters end() {
        return PyTorchLayout.parameters(run.finals(), LAYERS);
    }

    /** @return the recorded test against the player's test of the recorded end, and the player's own end among nudged ones */
    List<Verdict> compareTests(Player player, NudgedEnds ends) {
        Evaluation same = player.testOfRecordedEnd();
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(compareAccuracy("accuracy, recorded end", Tolerances.SAME_ACCURACY, same));
        verdicts.add(compareTestLoss("test loss, recorded end", Tolerances.SAME_TEST_LOSS, same));
        verdicts.addAll(ends.ofPlayer(player.test()));
        return verdicts;
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
                + run.start().get("fc1.weight").rows() + "-" + data.train().outputs() + ", batch " + batch;
    }

    @Override
    public ReplayTolerances tolerances(int steps, ProgressListener progress) {
        NudgedEnds ends = steps == run.steps() ? NudgedEnds.of(this, progress) : null;
        return new ReplayTolerances(Tolerances.RECORDED_FLOAT, JUDGED_STEPS, Tolerances.REPORTED, ends, "");
    }

    @Override
    public Player byHand() {
        return new DigitsInDouble(this);
    }

    @Override
    public Map<String, Supplier<Player>> trainers() {
        Map<String, Supplier<Player>> trainers = new LinkedHashMap<>();
        for (Kernels kernels : Kernels.fast()) {
            TrainingMethod method = TrainingMethod.byHand(kernels);
            trainers.put("trainer by hand, " + kernels.label(), () -> new DigitsByTrainer(this, method));
        }
        trainers.put("trainer in DL4J, our layers", () -> new DigitsByTrainer(this, TrainingMethod.dl4j()));
        return trainers;
    }

    @Override
    public Player twin() {
        return new DigitsByTwin(this);
    }
}
