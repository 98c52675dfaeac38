package dev.crosscheck.train;

import dev.crosscheck.device.Device;
import dev.crosscheck.device.Nd4jRuntime;
import org.junit.jupiter.api.BeforeAll;

/** A test that needs ND4J on the CPU with one thread. */
abstract class Nd4jTest {
    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.configure(Nd4jRuntime.BEST_THREADS, 2048);
        Nd4jRuntime.start(Device.CPU, Nd4jRuntime.BEST_THREADS);
    }
}
