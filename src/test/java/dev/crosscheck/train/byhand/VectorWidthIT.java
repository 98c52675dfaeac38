package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.data.Batches;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The sparse kernels with vectors of 128, 256 and 512 bits: an option of Java limits their width. */
class VectorWidthIT {

    @Test
    void theVectorWidthChangesNoBit() throws IOException, InterruptedException {
        Set<String> names = new HashSet<>();
        Set<String> parameters = new HashSet<>();
        for (int bytes : new int[] {16, 32, 64}) {
            List<String> lines = run(bytes);
            assertEquals(2, lines.size(), lines::toString);
            names.add(lines.get(0));
            parameters.add(lines.get(1));
        }
        assumeTrue(names.size() > 1, "this machine has vectors of one width only: " + names);
        assertEquals(1, parameters.size(), parameters::toString);
    }

    private static List<String> run(int bytes) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@bin/java.options",
                        "-XX:MaxVectorSize=" + bytes,
                        "-cp",
                        System.getProperty("java.class.path"),
                        VectorWidthIT.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out.lines().toList();
    }

    /** Trains a little, and prints the kernels' name and a hash of the parameters. */
    public static void main(String[] args) {
        Batches batches = new Batches(Images.random(100, 7, 7, 10, 0.3), 16);
        List<Integer> hidden = List.of(100, 70);
        SplittableRandom random = new SplittableRandom(1);
        float[] start = new float[50 * 100 + 101 * 70 + 71 * 10];
        for (int i = 0; i < start.length; i++) {
            start[i] = (float) random.nextDouble(-0.1, 0.1);
        }
        NetworkState from = new NetworkState(start, new float[2 * start.length], 0, 0);
        try (ByHandNetwork byHand = new ByHandNetwork(Exact.settings(hidden, 10), from, batches, 2, Kernels.SPARSE)) {
            for (int step = 0; step < 70; step++) {
                byHand.step(batches.shuffled(1, 1 + step / 7), step % 7, 0.01);
            }
            System.out.println(byHand.kernelsName());
            System.out.println(Arrays.hashCode(byHand.state(0).parameters()));
        }
    }
}
