package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.data.IdxBytes;
import dev.crosscheck.data.ImageData;
import dev.crosscheck.device.Device;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.train.byhand.KernelChoice;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainingTest extends Nd4jTest {
    private static final TrainingConfig CONFIG = TrainingConfig.of(Setups.digits(1, 2, 64, 0.001, 64));
    private static final RunListener DEAF = new RunListener() {};

    private static ImageData data;

    @BeforeAll
    static void readData() {
        ImageData all = IdxBytes.mnist();
        data = new ImageData(all.train().first(1500), all.test().first(1300), Map.of());
    }

    @Test
    void aRateThatFallsToNothingLeavesAModel() {
        TrainingOutcome outcome =
                train(CONFIG.with(draft -> draft.schedule = new RateSchedule(RateSchedule.Kind.STEP, 0, 1)), DEAF);
        assertEquals(0, outcome.learningRate());
        assertEquals(0.001, outcome.model().origin().optimizer().learningRate());
    }

    private static TrainingOutcome train(TrainingConfig config, RunListener listener) {
        return new Training(Device.CPU, config, data).run(listener, () -> false);
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
            assertTrue(e.getMessage().endsWith(", with --lr 100; guessing has 2.303."), e.getMessage());
            assertEquals("Try a lower --lr; 0.001 is usual with adam.", e.remedy());
        }
    }
}
