package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.RateSchedule.Kind;
import dev.crosscheck.nn.Setup;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.optim.OptimizerSpec;
import dev.crosscheck.run.Json;
import dev.crosscheck.train.byhand.KernelChoice;
import dev.crosscheck.train.byhand.NetworkState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs that are stopped and resumed, compared with the same runs never stopped. */
class ResumeIT extends Nd4jTest {
    private static final RunListener DEAF = new RunListener() {};

    private static ImageData data;

    @BeforeAll
    static void readData() {
        ImageData all = IdxBytes.mnist();
        data = new ImageData(all.train().first(400), all.test().first(200), Map.of("images", "ab".repeat(32)));
    }

    static Stream<TrainingConfig> configs() {
        return Stream.of(
                TrainingConfig.of(Setups.digits(3, 4, 64, 0.001, 12)),
                TrainingConfig.of(Setups.digits(3, 4, 64, 0.01, 12)).with(draft -> {
                    draft.schedule = new RateSchedule(Kind.COSINE, 0.1, 4);
                    draft.validation = 100;
                }),
                TrainingConfig.of(Setups.digits(3, 4, 50, 0.01, 12)).with(draft -> {
                    draft.schedule = new RateSchedule(Kind.STEP, 0.5, 1);
                    draft.validation = 100;
                }),
                // So fast that the validation loss soon rises, and the best model is not the last.
                TrainingConfig.of(Setups.digits(3, 20, 50, 0.5, 12)).with(draft -> {
                    draft.validation = 100;
                    draft.stop = new StopRules(2, null);
                }),
                TrainingConfig.of(Setups.digits(3, 3, 64, 0.01, 12)).with(draft -> {
                    draft.optimizer = OptimizerSpec.Kind.MOMENTUM.byDefault();
                    draft.network = Setup.parse("784-12-9-10 tanh cross-entropy dropout:0.3")
                            .network();
                }),
                TrainingConfig.of(Setups.digits(3, 3, 64, 0.001, 12))
                        .with(draft -> draft.method = TrainingMethod.dl4j()),
                TrainingConfig.of(Setups.digits(3, 3, 64, 0.001, 12))
                        .with(draft ->
                                draft.method = new TrainingMethod(TrainerChoice.DL4J_STOCK, KernelChoice.AUTO, 1)),
                TrainingConfig.of(Setups.digits(3, 3, 64, 0.001, 100))
                        .with(draft ->
                                draft.method = new TrainingMethod(TrainerChoice.BY_HAND, KernelChoice.DENSE, 2)));
    }

    /** Collects all checkpoints. */
    private static final class Collector {
        private final List<Checkpoint> checkpoints = new ArrayList<>();
        private final CheckpointSink sink;

        Collector(int steps) {
            sink = new CheckpointSink(new CheckpointInterval(steps, CheckpointInterval.Unit.STEPS), checkpoints::add);
        }
    }

    @ParameterizedTest
    @MethodSource("configs")
    void fromAnyStepARunComesToTheSameEnd(TrainingConfig config) {
        Collector collector = new Collector(1);
        TrainingOutcome whole =
                new Training(Device.CPU, new TrainingStart.Seed(), config, data, collector.sink).run(DEAF, () -> false);
        Checkpoint end = last(collector);
        assertEquals(whole.steps(), collector.checkpoints.size());
        assertTrue(whole.epochs().size() >= 3, whole::toString);
        for (int i = 0; i < whole.steps(); i += 5) {
            Collector again = new Collector(1_000_000);
            Checkpoint from = collector.checkpoints.get(i);
            assertEquals(i + 1, from.progress().steps());
            TrainingOutcome resumed = new Training(Device.CPU, new TrainingStart.Saved(from), config, data, again.sink)
                    .run(DEAF, () -> false);
            assertSame(whole, resumed);
            assertSame(end, again.checkpoints.isEmpty() ? from : last(again));
        }
    }

    private static Checkpoint last(Collector collector) {
        return collector.checkpoints.get(collector.checkpoints.size() - 1);
    }

    private static void assertSame(TrainingOutcome expected, TrainingOutcome found) {
        assertEquals(expected.reason(), found.reason());
        assertEquals(expected.steps(), found.steps());
        assertEquals(expected.bestEpoch(), found.bestEpoch());
        assertEquals(timeless(expected.epochs()), timeless(found.epochs()));
        assertState(expected.state(), found.state());
    }

    private static void assertSame(Checkpoint expected, Checkpoint found) {
        assertArrayEquals(expected.stepLosses(), found.stepLosses());
        assertState(expected.network(), found.network());
        assertEquals(expected.best() == null, found.best() == null);
        if (expected.best() != null) {
            assertState(expected.best(), found.best());
        }
        assertEquals(expected.progress().epoch(), found.progress().epoch());
        assertEquals(expected.progress().batch(), found.progress().batch());
        assertEquals(expected.progress().lossSum(), found.progress().lossSum());
    }

    private static void assertState(NetworkState expected, NetworkState found) {
        assertArrayEquals(expected.parameters(), found.parameters());
        assertArrayEquals(expected.moments(), found.moments());
        assertEquals(expected.steps(), found.steps());
        assertEquals(expected.epochs(), found.epochs());
    }

    private static String timeless(List<EpochMetrics> epochs) {
        return Json.text(epochs.stream()
                .map(epoch -> new EpochMetrics(
                        epoch.epoch(),
                        epoch.trainLoss(),
                        epoch.validation(),
                        epoch.test(),
                        0,
                        0,
                        epoch.parametersSha256()))
                .toList());
    }

    @Test
    void moreEpochsGoOnAsIfTheyHadBeenAskedForAtFirst() {
        TrainingConfig four = configs().findFirst().orElseThrow();
        TrainingConfig two = four.with(draft -> draft.epochs = 2);
        Collector first = new Collector(1000);
        new Training(Device.CPU, new TrainingStart.Seed(), two, data, first.sink).run(DEAF, () -> false);
        TrainingStart start = new TrainingStart.Saved(last(first));
        assertEquals(
                14,
                new Training(Device.CPU, start, two, data, CheckpointSink.NONE)
                        .run(DEAF, () -> false)
                        .steps(),
                "nothing left to do");
        assertSame(
                new Training(Device.CPU, four, data).run(DEAF, () -> false),
                new Training(Device.CPU, start, four, data, CheckpointSink.NONE).run(DEAF, () -> false));
    }

    @Test
    void stoppingKeepsWhereItStood() {
        TrainingConfig config = configs().findFirst().orElseThrow();
        Collector collector = new Collector(1000);
        int[] steps = {0};
        RunListener counter = new RunListener() {
            @Override
            public void step(StepMetrics step) {
                steps[0]++;
            }
        };
        TrainingOutcome part = new Training(Device.CPU, new TrainingStart.Seed(), config, data, collector.sink)
                .run(counter, () -> steps[0] == 7 || steps[0] == 10);
        assertEquals(StopReason.INTERRUPTED, part.reason());
        assertEquals(7, last(collector).progress().batch(), "all of the first epoch's steps, before its test");
        assertEquals(0, last(collector).progress().epochs().size());
        TrainingOutcome resumed = new Training(
                        Device.CPU, new TrainingStart.Saved(last(collector)), config, data, CheckpointSink.NONE)
                .run(DEAF, () -> false);
        assertSame(new Training(Device.CPU, config, data).run(DEAF, () -> false), resumed);
    }

    /** What was used before counts: 1,000 of 900 seconds. */
    @Test
    void noTimeLeftMeansNoStep() {
        TrainingConfig config = configs().findFirst().orElseThrow();
        Collector collector = new Collector(3);
        new Training(Device.CPU, new TrainingStart.Seed(), config, data, collector.sink).run(DEAF, () -> false);
        TrainingConfig limited = config.with(draft -> draft.stop = new StopRules(null, 900.0));
        Checkpoint from = collector.checkpoints.get(0).of(limited, 1000);
        TrainingOutcome outcome = new Training(
                        Device.CPU, new TrainingStart.Saved(from), limited, data, CheckpointSink.NONE)
                .run(DEAF, () -> false);
        assertEquals(StopReason.TIME_LIMIT, outcome.reason());
        assertEquals(3, outcome.steps());
    }
}
