package dev.crosscheck.train;

import dev.crosscheck.device.Nd4jRuntime;
import org.junit.jupiter.api.BeforeAll;

/** A test that needs ND4J on the CPU with one thread. */
public abstract class Nd4jTest {
    @BeforeAll
    static void startNd4j() {
        Nd4jRuntime.startOnCpu();
    }
}
