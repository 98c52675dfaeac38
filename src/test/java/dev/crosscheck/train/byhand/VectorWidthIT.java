package dev.crosscheck.train.byhand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.data.Batches;
import dev.crosscheck.nn.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The engine with vectors of 128, 256 and 512 bits, to which an option of Java limits them; without the Vector API; and without the
 * processor's instruction for a·b + c.
 */
class VectorWidthIT {

    @Test
    void neitherTheVectorWidthNorItsAbsenceChangesABit() throws IOException, InterruptedException {
        Set<String> names = new HashSet<>();
        Set<String> parameters = new HashSet<>();
        for (String options : List.of(
                "@bin/java.options -XX:MaxVectorSize=16",
                "@bin/java.options -XX:MaxVectorSize=32",
                "@bin/java.options -XX:MaxVectorSize=64",
                "-XX:+UseSerialGC",
                "@bin/java.options -XX:-UseFMA")) {
            List<String> lines = run(options);
            assertEquals(2, lines.size(), lines::toString);
            names.add(lines.get(0));
            parameters.add(lines.get(1));
        }
        assertTrue(names.contains("plain Java"), names::toString);
        assumeTrue(names.size() > 2, "this machine has vectors of one width only: " + names);
        assertEquals(1, parameters.size(), parameters::toString);
    }

    private static List<String> run(String options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), VectorWidthIT.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out.lines().toList();
    }

    /** Trains a little, and prints what computes and a hash of the parameters. */
    public static void main(String[] args) {
        Batches batches = new Batches(Images.random(100, 7, 7, 10, 0.3), 16);
        Setup setup = Exact.setup(batches, List.of(100, 70), 10);
        SplittableRandom random = new SplittableRandom(1);
        float[] start = new float[50 * 100 + 101 * 70 + 71 * 10];
        for (int i = 0; i < start.length; i++) {
            start[i] = (float) random.nextDouble(-0.1, 0.1);
        }
        NetworkState from = new NetworkState(start, new float[2 * start.length], 0, 0);
        Kernels kernels = Kernels.AUTO.resolve(batches.examples(), setup.network());
        try (FloatNetwork byHand = kernels.network(setup, from, batches, 2)) {
            for (int step = 0; step < 70; step++) {
                byHand.steps(batches.shuffled(1, 1 + step / 7), step % 7, 0.01);
            }
            System.out.println(Kernels.products().name());
            System.out.println(Arrays.hashCode(byHand.state(0).parameters()));
        }
    }
}
