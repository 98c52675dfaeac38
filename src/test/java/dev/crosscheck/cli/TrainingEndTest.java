package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.device.Device;
import dev.crosscheck.train.TrainingConfig;
import dev.crosscheck.train.TrainingMethod;
import dev.crosscheck.train.byhand.Kernels;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingEndTest {

    private static final TrainingConfig DL4J = new TrainingConfig(1, 1, 64, 0.001, 8).withMethod(TrainingMethod.dl4j());
    private static final TrainingConfig BY_HAND = DL4J.withMethod(TrainingMethod.byHand(Kernels.AUTO));

    @Test
    void theTimeInAllAndThatOfTrainingAreToldApart() {
        assertEquals("Time: 10.4 s in all; training 3.6 s, 166,820 images/s", TrainingEnd.time(10.44, 3.6, 166_820.4));
        assertEquals("Time: 0.8 s in all", TrainingEnd.time(0.8, 0, 0), "no epoch was finished");
    }

    @Test
    void aLongRunWithDl4jOnTheCpuEndsWithTheFasterTrainer() {
        Optional<String> faster = Optional.of("On a CPU, --trainer by-hand trains the same network faster.");
        assertEquals(faster, TrainingEnd.fasterTrainer(DL4J, Device.CPU, 5.001));
        assertEquals(Optional.empty(), TrainingEnd.fasterTrainer(DL4J, Device.CPU, 5));
        assertEquals(Optional.empty(), TrainingEnd.fasterTrainer(DL4J, Device.CUDA, 60));
        assertEquals(Optional.empty(), TrainingEnd.fasterTrainer(BY_HAND, Device.CPU, 60));
        TrainingConfig deep = DL4J.withNetwork(DL4J.network().withHidden(List.of(8, 8)));
        assertEquals(Optional.empty(), TrainingEnd.fasterTrainer(deep, Device.CPU, 60));
    }
}
