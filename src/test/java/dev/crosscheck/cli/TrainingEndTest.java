package dev.crosscheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TrainingEndTest {

    @Test
    void theTimeInAllAndThatOfTrainingAreToldApart() {
        assertEquals(
                "Time: 10.4 s in all; training 3.6 s, 166,820 images/s",
                TrainingEnd.time(10.44, 3.6, 166_820.4, "images"));
        assertEquals("Time: 0.8 s in all", TrainingEnd.time(0.8, 0, 0, "images"), "no epoch was finished");
    }
}
