package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.device.Device;
import dev.crosscheck.nn.NetworkForm;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingEndTest {

    @Test
    void theTimeInAllAndThatOfTrainingAreToldApart() {
        assertEquals(
                "Time: 10.4 s in all; training 3.6 s, 166,820 images/s",
                TrainingEnd.time(10.44, 3.6, 166_820.4, "images"));
        assertEquals("Time: 0.8 s in all", TrainingEnd.time(0.8, 0, 0, "images"), "no epoch was finished");
    }

    @Test
    void aLongRunWithDl4jOnTheCpuEndsWithTheFasterTrainer() {
        TrainingConfig digits = TrainingConfig.of(1, 1, 64, 0.001, NetworkForm.digits(256))
                .with(draft -> draft.method = TrainingMethod.dl4j());
        Optional<String> faster = Optional.of("On a CPU, --trainer by-hand trains the same network faster.");
        assertEquals(faster, TrainingEnd.fasterTrainer(digits, Device.CPU, 5.001));
        assertEquals(Optional.empty(), TrainingEnd.fasterTrainer(digits, Device.CPU, 5));
        assertEquals(Optional.empty(), TrainingEnd.fasterTrainer(digits, Device.CUDA, 60));
        TrainingConfig byHand = digits.with(draft -> draft.method = TrainingMethod.byHand(Kernels.AUTO));
        assertEquals(Optional.empty(), TrainingEnd.fasterTrainer(byHand, Device.CPU, 60));
    }

    @Test
    void noOtherTrainerIsNamedWhereNoneTrainsTheNetwork() {
        TrainingConfig regression = TrainingConfig.of(1, 1, 64, 0.001, NetworkForm.digits())
                .with(draft -> draft.method = TrainingMethod.dl4j());
        assertEquals(Optional.empty(), TrainingEnd.fasterTrainer(regression, Device.CPU, 60));
    }
}
