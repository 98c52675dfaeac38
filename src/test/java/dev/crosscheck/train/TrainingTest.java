package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.device.Device;
import dev.crosscheck.device.Nd4jRuntime;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.train.byhand.KernelChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingTest extends Nd4jTest {
    private static final TrainingConfig CONFIG = TrainingConfig.of(Setups.digits(1, 2, 64, 0.001, 64));
    private static final RunListener DEAF = new RunListener() {};

    private static ImageData data;

    @BeforeAll
    static void readData() {
        ImageData all = IdxBytes.mnist();
        data = new ImageData(all.train().first(1500), all.test().first(1300), Map.of());
    }

    @AfterEach
    void oneThread() {
        Nd4jRuntime.start(Device.CPU, Nd4jRuntime.BEST_THREADS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theSameSeedAndThreadsGiveTheSameParametersBitForBit(int threads) {
        Nd4jRuntime.start(Device.CPU, threads);
        TrainingConfig brief = TrainingConfig.of(Setups.digits(1, 1, 64, 0.001, 64))
                .with(draft -> draft.method = TrainingMethod.dl4j());
        assertArrayEquals(parameters(brief), parameters(brief));
    }

    @Test
    void aRateThatFallsToNothingLeavesAModel() {
        TrainingOutcome outcome =
                train(CONFIG.with(draft -> draft.schedule = new RateSchedule(RateSchedule.Kind.STEP, 0, 1)), DEAF);
        assertEquals(0, outcome.learningRate());
        assertEquals(0.001, outcome.model().origin().optimizer().learningRate());
    }

    private static float[] parameters(TrainingConfig config) {
        return train(config, DEAF).state().parameters();
    }

    private static TrainingOutcome train(TrainingConfig config, RunListener listener) {
        return new Training(Device.CPU, config, data).run(listener, () -> false);
    }

    @Test
    void aLossThatIsNotFiniteEndsWithAClearError() {
        TrainingConfig wild = TrainingConfig.of(Setups.digits(1, 1, 64, 1e30, 64));
        CrosscheckException e = assertThrows(CrosscheckException.class, () -> train(wild, DEAF));
        assertTrue(
                e.getMessage().matches("The loss became NaN in epoch 1, batch \\d+, with --lr 1.0E30\\."),
                e.getMessage());
        assertTrue(e.remedy().contains("lower --lr"), e.remedy());
    }

    @Test
    void aLossThatExplodesEndsWithWhatToChange() {
        for (TrainingMethod method :
                new TrainingMethod[] {TrainingMethod.dl4j(), TrainingMethod.byHand(KernelChoice.AUTO)}) {
            TrainingConfig wild =
                    TrainingConfig.of(Setups.digits(1, 1, 64, 100, 64)).with(draft -> draft.method = method);
            CrosscheckException e = assertThrows(CrosscheckException.class, () -> train(wild, DEAF));
            assertTrue(
                    e.getMessage().startsWith("Training diverges: the second half of epoch 1 has a mean loss of "),
                    e.getMessage());
            assertTrue(e.getMessage().endsWith(", with --lr 100.0; guessing has 2.303."), e.getMessage());
            assertEquals("Try a lower --lr; 0.001 is usual with adam.", e.remedy());
        }
    }

    @Test
    void allListenersAreNotifiedInTheirOrder() {
        List<String> heard = new ArrayList<>();
        List<RunListener> listeners = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            listeners.add(new RunListener() {
                @Override
                public void step(StepMetrics step) {
                    heard.add(name + " step " + step.batch());
                }

                @Override
                public void epoch(TestedEpoch epoch) {
                    heard.add(name + " epoch " + epoch.metrics().epoch());
                }
            });
        }
        RunListener all = RunListener.all(listeners);
        all.step(new StepMetrics(1, 7, 70, 700, 0.5));
        Evaluation test = new Evaluation(0.4, new int[][] {{1, 0}, {0, 1}});
        all.epoch(new TestedEpoch(new EpochMetrics(3, 0.5, null, test, 1, 10), new float[0], new float[0]));
        assertEquals(List.of("a step 7", "b step 7", "a epoch 3", "b epoch 3"), heard);
    }
}
