package dev.crosscheck.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.crosscheck.data.PictureSource;
import dev.crosscheck.nn.ClassWeights;
import dev.crosscheck.nn.NetworkSpec;
import dev.crosscheck.nn.RateSchedule;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.nn.StopRules;
import dev.crosscheck.nn.TrainingSpec;
import dev.crosscheck.nn.Variation;
import java.lang.reflect.RecordComponent;
import org.junit.jupiter.api.Test;

class TrainingConfigTest {
    private static final TrainingConfig USUAL = TrainingConfig.of(Setups.digits(1, 10, 64, 0.001, 256));

    private static final TrainingConfig OTHER = USUAL.with(draft -> {
        draft.seed = 2;
        draft.epochs = 20;
        draft.batch = 32;
        draft.optimizer = draft.optimizer.at(0.1);
        draft.classWeights = ClassWeights.BALANCED;
        draft.network = NetworkSpec.digits(8);
        draft.init = "start.npz";
        draft.schedule = new RateSchedule(RateSchedule.Kind.STEP, 0.5, 1);
        draft.validation = 100;
        draft.variation = new Variation(2, true);
        draft.folds = 5;
        draft.stop = new StopRules(3, null);
        draft.method = TrainingMethod.dl4j();
        draft.source = new PictureSource(null, null, 0.2, false);
    });

    @Test
    void whatIsNotNamedStaysAsItIs() throws ReflectiveOperationException {
        for (RecordComponent each : TrainingConfig.class.getRecordComponents()) {
            assertNotEquals(each.getAccessor().invoke(USUAL), each.getAccessor().invoke(OTHER), each.getName());
        }
        for (RecordComponent each : TrainingSpec.class.getRecordComponents()) {
            Object usual = each.getAccessor().invoke(USUAL.training());
            assertNotEquals(usual, each.getAccessor().invoke(OTHER.training()), each.getName());
        }
        assertEquals(OTHER, OTHER.with(draft -> {}));
    }
}
