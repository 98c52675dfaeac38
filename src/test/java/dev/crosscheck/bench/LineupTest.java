package dev.crosscheck.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.ptx.PtxInterpreter;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Simd;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.train.TrainingConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineupTest {
    @TempDir
    private Path folder;

    private Lineup lineup(String... only) {
        Workload workload = new Workload(Path.of("data"), 64, 64, 16, 0, 1);
        String none = folder.resolve("no-python").toString();
        return Lineup.of(
                new Options(
                        Set.of(only),
                        Set.of(),
                        1,
                        workload,
                        64,
                        Optional.of(none),
                        Optional.of(folder),
                        Optional.empty()),
                folder);
    }

    @Test
    void threadsDoubleUpToTheCores() {
        assertEquals(List.of(1), Lineup.threadCounts(1));
        assertEquals(List.of(1, 2, 4, 6), Lineup.threadCounts(6));
        assertEquals(
                List.of("a, 1 thread", "a, 2 threads", "b, 1 thread", "b, 2 threads"),
                Setting.all(List.of("a", "b"), 2).stream()
                        .map(Setting::toString)
                        .toList());
    }

    @Test
    void everyNameIsKnownOnceAndTheShortOneOfDl4jStandsForOneOfThem() {
        List<String> names = Lineup.names();
        assertEquals(names.size(), Set.copyOf(names).size());
        assertTrue(names.contains(Bench.fullName("dl4j")), names.toString());
        assertEquals("gemm", Bench.fullName("gemm"));
        assertTrue(names.containsAll(List.of("dl4j-1", "tensorflow", "pytorch")), names.toString());
    }

    @Test
    void whoCannotCompeteIsLeftOutWithTheReasonAndTheOthersTakeTurnsInOrder() {
        Lineup lineup = lineup("pytorch", "tensorflow", "gemm", "dl4j-1", "by-hand-dense-1");
        assertEquals(
                List.of("by-hand-dense-1", "dl4j-1", "gemm"),
                lineup.contestants().stream().map(Contestant::name).toList());
        assertEquals(
                List.of("tensorflow", "pytorch"), List.copyOf(lineup.leftOut().keySet()));
        String reason = lineup.leftOut().get("tensorflow");
        assertTrue(reason.startsWith(folder + " has no tensorflow-core-api-*.jar, no "), reason);
    }

    @Test
    void onAGpuOtherNamesCompete() {
        assertEquals("by-hand-cuda", Lineup.namesOnCuda().get(0));
        Lineup lineup = lineup(Lineup.namesOnCuda().toArray(String[]::new));
        assertEquals(
                Lineup.namesOnCuda().subList(0, 2),
                lineup.contestants().stream().map(Contestant::name).toList());
        List<String> command = lineup.contestants().get(0).command();
        assertEquals(List.of("cuda", "1"), command.subList(command.size() - 2, command.size()));
        assertEquals(
                Lineup.namesOnCuda().subList(2, 4), List.copyOf(lineup.leftOut().keySet()));
    }

    @Test
    void pyTorchIsToldHowToUseTheGpu() {
        Python python = new Python("python3", Path.of("script.py"));
        assertEquals(
                List.of("python3", "script.py", "--way", "cuda"),
                python.onCuda(Lineup.PYTORCH_CUDA).command());
        assertEquals(
                List.of("python3", "script.py", "--way", "cuda-graphs"),
                python.onCuda(Lineup.PYTORCH_GRAPHS).command());
    }

    @Test
    void anEpochOnAGpuIsTimedInBlocksOfSteps() {
        assumeTrue(Simd.isThere(), "the sparse kernels need the Vector API and fused multiplication");
        byte[] pixels = new byte[40 * 25];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i % 7 == 0 ? i : 0);
        }
        ImageSet images = new ImageSet(pixels, new byte[40], 5, 5);
        TrainingConfig config = TrainingConfig.of(Setups.digits(1, 1, 8, 0.001, 16));
        try (Gpu gpu = new PtxInterpreter();
                EpochTimer timer = EpochTimer.onGpu(gpu, config, images)) {
            timer.steps(3);
            assertTrue(timer.epoch() > 0);
        }
    }

    @Test
    void aTrainersThreadsReachItsProcess() {
        List<Contestant> contestants = lineup("dl4j-1", "by-hand-dense-1").contestants();
        for (Contestant contestant : contestants) {
            List<String> command = contestant.command();
            String what = contestant.name().equals("dl4j-1") ? "dl4j" : "dense";
            assertEquals(List.of(what, "1"), command.subList(command.size() - 2, command.size()));
        }
        assertEquals(2, contestants.size());
    }
}
