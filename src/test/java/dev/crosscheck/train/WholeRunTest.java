package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.data.ImageForm;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.data.Normalisation;
import dev.crosscheck.device.Device;
import dev.crosscheck.math.Matrix;
import dev.crosscheck.nn.Loss;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole trainings by hand, from the first step to the network that is kept; single steps are compared elsewhere. */
class WholeRunTest {
    private static final int LEARNT = 70;
    private static final int HELD = 40;
    private static final int TESTED = 50;

    /** Leaves a smaller last batch. */
    private static final int BATCH = 16;

    private static final int EPOCHS = 6;
    private static final int PATIENCE = 2;
    private static final double RATE = 0.05;
    private static final long SEED = 3;

    /** Losses of some units whose probabilities are right to some float32 roundings of 6e-8. */
    private static final double FLOAT = 1e-5;

    private static final int[] ORDER = orderOf(LEARNT + HELD, 0);

    /** @return the order of an epoch; that of epoch 0, of which the last images validate, is the order of none */
    private static int[] orderOf(int size, int epoch) {
        return new Batches(new ImageSet(new byte[size], new byte[size], 1, 1), 1).shuffled(SEED, epoch);
    }

    /**
     * Images of noise whose class is that of the lighter half: one of validation and test has the other class, so that what is best for one is worst for
     * the other.
     *
     * @param follows whether the images to validate on have the class of those to learn from
     */
    private static ImageData data(boolean follows) {
        SplittableRandom random = new SplittableRandom(7);
        boolean[] others = new boolean[LEARNT + HELD];
        for (int place = LEARNT; place < others.length; place++) {
            others[ORDER[place]] = !follows;
        }
        boolean[] ofTest = new boolean[TESTED];
        Arrays.fill(ofTest, follows);
        return new ImageData(images(random, others), images(random, ofTest), Map.of());
    }

    private static ImageSet images(SplittableRandom random, boolean... others) {
        byte[] pixels = new byte[4 * others.length];
        random.nextBytes(pixels);
        int[] labels = IntStream.range(0, others.length)
                .map(image -> {
                    int left = Byte.toUnsignedInt(pixels[4 * image]) + Byte.toUnsignedInt(pixels[4 * image + 2]);
                    int right = Byte.toUnsignedInt(pixels[4 * image + 1]) + Byte.toUnsignedInt(pixels[4 * image + 3]);
                    return left > right == others[image] ? 0 : 1;
                })
                .toArray();
        return new ImageSet(
                pixels, labels, new ImageForm(2, 2, new Normalisation(0.5, 0.25), List.of("left", "right")));
    }

    private static TrainingConfig config(RateSchedule schedule, double rate, int epochs, int held, StopRules rules) {
        Setup setup = Setup.parse("4-5-2 tanh cross-entropy adam lr:" + rate + " batch:" + BATCH + " seed:" + SEED);
        return TrainingConfig.of(setup).with(draft -> {
            draft.schedule = schedule;
            draft.epochs = epochs;
            draft.validation = held;
            draft.stop = rules;
            draft.method = new TrainingMethod(TrainerChoice.BY_HAND, KernelChoice.AUTO, 1);
        });
    }

    /** A training with the state after each epoch and the loss of each step. */
    private record Run(TrainingOutcome outcome, List<Checkpoint> checkpoints, List<Double> steps) {
        static Run of(TrainingConfig config, ImageData data) {
            List<Checkpoint> checkpoints = new ArrayList<>();
            List<Double> losses = new ArrayList<>();
            CheckpointSink sink =
                    new CheckpointSink(new CheckpointInterval(1, CheckpointInterval.Unit.EPOCHS), checkpoints::add);
            TrainingOutcome outcome = new Training(Device.CPU, new TrainingStart.Seed(), config, data, sink)
                    .run(
                            new RunListener() {
                                @Override
                                public void step(StepMetrics step) {
                                    losses.add(step.loss());
                                }
                            },
                            () -> false);
            return new Run(outcome, checkpoints.subList(0, outcome.epochs().size()), losses);
        }

        /** @return the state after an epoch, from 0 */
        NetworkState after(int epoch) {
            return checkpoints.get(epoch).network();
        }
    }

    /** The same trainer repeats the steps one at a time, in the order of each epoch and at rates that were worked out: the parameters are the same bits. */
    @ParameterizedTest
    @CsvSource({"CONSTANT, 1, 1", "STEP, 0.1, 2", "COSINE, 0.05, 6"})
    void eachStepHasItsRowsAndItsRate(RateSchedule.Kind kind, double factor, int epochs) {
        ImageData data = data(true);
        TrainingConfig config = config(new RateSchedule(kind, factor, epochs), RATE, EPOCHS, 0, StopRules.NONE);
        Run run = Run.of(config, data);
        assertEquals(EPOCHS, run.outcome().epochs().size());
        assertEquals(Math.log(2), run.steps().get(0), 0.4, "an untrained network knows nothing of two classes");
        List<EpochMetrics> learnt = run.outcome().epochs();
        assertTrue(learnt.get(EPOCHS - 1).trainLoss() < learnt.get(0).trainLoss(), "it learns");
        Batches batches = new Batches(data.train(), BATCH);
        int rows = data.train().size();
        int perEpoch = 7; // 6 of 16 rows and one of 14
        NetworkState start = new TrainingStart.Seed().state(config, data.train());
        double rate = 0;
        try (Trainer trainer = config.method().newTrainer(Device.CPU, config.setup(), start, batches)) {
            for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                int[] order = orderOf(rows, epoch);
                double sum = 0;
                for (int index = 0; index < perEpoch; index++) {
                    int done = (epoch - 1) * perEpoch + index;
                    rate = switch (kind) {
                        case CONSTANT -> RATE;
                        case STEP -> RATE * Math.pow(0.1, (epoch - 1) / 2);
                        case COSINE -> RATE * (0.05 + 0.95 * (1 + Math.cos(Math.PI * done / (6 * perEpoch))) / 2);
                    };
                    trainer.step(order, index, rate);
                    sum += run.steps().get(done) * (index < 6 ? 16 : 14);
                }
                assertArrayEquals(
                        trainer.state(epoch).parameters(), run.after(epoch - 1).parameters(), "epoch " + epoch);
                EpochMetrics metrics = run.outcome().epochs().get(epoch - 1);
                assertEquals(sum / rows, metrics.trainLoss(), 1e-12, "a sum in another order");
            }
        }
        assertEquals(rate, run.outcome().learningRate(), 1e-15, "of the last step");
        TrainingStart end = new TrainingStart.Saved(run.checkpoints().get(EPOCHS - 1));
        TrainingOutcome resumed =
                new Training(Device.CPU, end, config, data, CheckpointSink.NONE).run(new RunListener() {}, () -> false);
        assertEquals(
                run.outcome().learningRate(), resumed.learningRate(), "no step is left, and the last one's counts");
    }

    /**
     * The network of the epoch with the lowest validation loss is kept, and patience counts from it; the test has no influence. Losses are those of the
     * course's network in double, for the parameters of each epoch.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBestEpochIsThatOfTheValidation(boolean follows) {
        ImageData data = data(follows);
        Run run = Run.of(config(RateSchedule.CONSTANT, RATE, EPOCHS, HELD, new StopRules(PATIENCE, null)), data);
        ImageSet held = data.train().select(Arrays.copyOfRange(ORDER, LEARNT, LEARNT + HELD));
        double[] byValidation = losses(run, held, EpochMetrics::validation);
        double[] byTest = losses(run, data.test(), EpochMetrics::test);
        int best = lowest(byValidation);
        TrainingOutcome outcome = run.outcome();
        assertEquals(best + 1, outcome.bestEpoch());
        assertNotEquals(best, lowest(byTest), "the test has another best epoch");
        assertArrayEquals(run.after(best).parameters(), outcome.state().parameters());
        assertEquals(Math.min(EPOCHS, best + 1 + PATIENCE), outcome.epochs().size());
    }

    private static double[] losses(Run run, ImageSet images, Function<EpochMetrics, Evaluation> evaluation) {
        double[] losses = new double[run.checkpoints().size()];
        for (int epoch = 0; epoch < losses.length; epoch++) {
            losses[epoch] = loss(run.after(epoch), images);
            EpochMetrics metrics = run.outcome().epochs().get(epoch);
            assertEquals(losses[epoch], evaluation.apply(metrics).loss(), FLOAT, "epoch " + (epoch + 1));
        }
        return losses;
    }

    private static double loss(NetworkState state, ImageSet images) {
        Matrix x = Matrix.zeros(images.size(), 4);
        Matrix t = Matrix.zeros(images.size(), 2);
        for (int image = 0; image < images.size(); image++) {
            for (int i = 0; i < 4; i++) {
                x.data()[4 * image + i] = (Byte.toUnsignedInt(images.pixels()[4 * image + i]) / 255.0 - 0.5) / 0.25;
            }
            t.data()[2 * image + images.labels()[image]] = 1;
        }
        Setup setup = Setup.parse("4-5-2 tanh cross-entropy adam");
        Matrix output = setup.network()
                .network()
                .forward(state.parameters(setup.network().network()), x)
                .output();
        return Loss.CATEGORICAL_CROSS_ENTROPY.value(output, t);
    }

    private static int lowest(double... losses) {
        return IntStream.range(0, losses.length)
                .reduce((a, b) -> losses[b] < losses[a] ? b : a)
                .orElseThrow();
    }

    /** A rate so small that no parameter changes. */
    @Test
    void ofEqualEpochsTheFirstIsTheBest() {
        Run run = Run.of(config(RateSchedule.CONSTANT, 1e-30, 3, HELD, StopRules.NONE), data(true));
        assertEquals(1, run.outcome().bestEpoch());
        assertEquals(3, run.outcome().epochs().size());
    }
}
