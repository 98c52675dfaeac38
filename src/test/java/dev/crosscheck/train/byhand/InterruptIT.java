package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crosscheck.data.Batches;
import dev.crosscheck.nn.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Training with OpenBLAS is interrupted and closed. Memory freed while a helper multiplies would crash the process, so the training has
 * a process of its own.
 */
class InterruptIT {
    private static final int ROUNDS = 10;

    @Test
    void closingInterruptedTrainingFreesNothingThatIsInUse() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=/dev/null",
                        "@bin/java.options",
                        "-cp",
                        System.getProperty("java.class.path"),
                        InterruptIT.class.getName())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        assertEquals(ROUNDS, out.lines().filter("closed"::equals).count(), out);
    }

    /** Uses more threads than cores, so that some helper is still at work when the calling thread closes. */
    public static void main(String[] args) {
        Batches batches = new Batches(Images.random(512, 28, 28, 10, 0.3), 512);
        Setup setup = Exact.setup(batches, List.of(512), 10);
        int parameters = 785 * 512 + 513 * 10;
        for (int round = 0; round < ROUNDS; round++) {
            NetworkState start = new NetworkState(new float[parameters], new float[2 * parameters], 0, 0);
            try (FloatNetwork byHand = Kernels.DENSE.network(setup, start, batches, 8)) {
                byHand.steps(batches.inOrder(), 0, 0.001);
                Thread.currentThread().interrupt();
            }
            System.out.println(Thread.interrupted() ? "closed" : "the interrupt was lost");
        }
    }
}
