package dev.crosscheck.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.bench.Bench.Kind;
import dev.crosscheck.cuda.Gpu;
import dev.crosscheck.cuda.PtxGpu;
import dev.crosscheck.data.Batches;
import dev.crosscheck.data.ImageSet;
import dev.crosscheck.math.Simd;
import dev.crosscheck.nn.Setups;
import dev.crosscheck.train.TrainingConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who competes, and what the programs under src/reference need. */
class LineupTest {
    @TempDir
    private Path folder;

    private Lineup lineup(Kind kind, String... only) {
        return Lineup.of(Contestants.options(kind, Path.of("data"), folder.resolve("no-python"), only), folder);
    }

    private static List<String> command(Lineup lineup, String name) {
        return lineup.contestants().get(name).get(0).command();
    }

    @Test
    void threadsDoubleUpToTheCores() {
        assertEquals(List.of(1), ReferenceProgram.threadCounts(1));
        assertEquals(List.of(1, 2, 4, 6), ReferenceProgram.threadCounts(6));
        assertEquals(
                List.of("blas", "onednn"),
                ReferenceProgram.PYTORCH.contestants(List.of("python3")).stream()
                        .map(each -> each.setting().replaceFirst(",.*", ""))
                        .distinct()
                        .toList());
    }

    @Test
    void everyNameIsKnownOnceAndTheShortOneOfDl4jStandsForOneOfThem() {
        List<String> names = Kind.EPOCHS.names();
        assertEquals(names.size(), Set.copyOf(names).size());
        assertTrue(names.contains(Kind.EPOCHS.fullName("dl4j")), names.toString());
        assertEquals("dl4j", Kind.RACE.fullName("dl4j"));
        assertTrue(names.containsAll(List.of("dl4j-1", "gemm", "cpp", "tensorflow", "pytorch")), names.toString());
    }

    @Test
    void contestantsThatCannotRunAreLeftOutWithTheReasonAndTheOthersKeepTheirOrder() {
        Lineup lineup = lineup(Kind.EPOCHS, "pytorch", "tensorflow", "gemm", "dl4j-1", "by-hand-dense-1");
        assertEquals(
                List.of("by-hand-dense-1", "dl4j-1", "gemm"),
                List.copyOf(lineup.contestants().keySet()));
        assertEquals(List.of("--way", "dense", "--threads", "1"), last(command(lineup, "by-hand-dense-1"), 4));
        assertEquals(List.of("--way", "dl4j", "--threads", "1"), last(command(lineup, "dl4j-1"), 4));
        assertTrue(lineup.leftOut().get("tensorflow").contains("mvn -f src/reference/java/tensorflow-pom.xml"));
        assertEquals(
                "it needs torch, numpy, PIL (Debian: python3-torch, python3-pil); --python names another Python ("
                        + folder.resolve("no-python") + ": not found)",
                lineup.leftOut().get("pytorch"));
    }

    private static List<String> last(List<String> words, int count) {
        return words.subList(words.size() - count, words.size());
    }

    @Test
    void onAGpuOtherNamesCompete() {
        List<String> names = Bench.namesOnCuda();
        Lineup lineup = lineup(Kind.EPOCHS, names.toArray(String[]::new));
        assertEquals(names.subList(0, 2), List.copyOf(lineup.contestants().keySet()));
        assertEquals(names.subList(2, 4), List.copyOf(lineup.leftOut().keySet()));
        assertEquals(
                List.of("--way", "cuda"),
                last(command(lineup, "by-hand-cuda"), 4).subList(0, 2));
        assertEquals(
                List.of("python3", "--way", "pytorch-cuda-graphs"),
                ReferenceProgram.PYTORCH_CUDA_GRAPHS
                        .contestants(List.of("python3"))
                        .get(0)
                        .command());
    }

    @Test
    void everyContestantOfARaceIsStartedAsAUserStartsIt() {
        Lineup lineup = lineup(Kind.RACE, "by-hand", "dl4j", "pytorch");
        for (String name : List.of("by-hand", "dl4j")) {
            assertTrue(command(lineup, name).containsAll(List.of("train", "--trainer=" + name)));
        }
        assertTrue(lineup.leftOut().get("pytorch").startsWith("it needs torch"), lineup.toString());
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
        try (Gpu gpu = new PtxGpu();
                BenchProcess.Timer timer = new BenchProcess.Timer(
                        config, new Batches(images, 16), BenchProcess.trainer(gpu, config, images))) {
            assertTrue(timer.steps(1, 3) > 0, "a loss");
        }
    }

    @Test
    void aJarIsCopiedWithoutTheManifestThatNamesItsLibraries() throws IOException {
        Path from = folder.resolve("from.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Class-Path", "lib/a.jar");
        try (OutputStream out = Files.newOutputStream(from);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new ZipEntry("a/b.txt"));
            jar.write(7);
        }
        Path to = Lineup.withoutManifest(from, folder.resolve("new").resolve("to.jar"));
        try (JarFile copy = new JarFile(to.toFile())) {
            assertNull(copy.getManifest());
            assertEquals(7, copy.getInputStream(copy.getEntry("a/b.txt")).read());
        }
    }

    @Test
    void aClassPathOfFilesThatAreNotThereIsRefused() throws IOException {
        String none = folder.resolve("none.jar").toString();
        Path file = Files.writeString(folder.resolve("cp"), none);
        CrosscheckException failure = assertThrows(CrosscheckException.class, () -> Lineup.withLibraries(file, folder));
        assertTrue(failure.getMessage().contains("found " + none), failure.getMessage());
        assertThrows(CrosscheckException.class, () -> Lineup.withLibraries(folder.resolve("missing"), folder));
    }

    @Test
    void theLinesOfTheSizesCrossOnce() {
        Workload centre = Contestants.digits(Path.of("data"), 64, 1).with("hidden", 256);
        List<Workload> sizes = Bench.sizes(centre);
        assertEquals(8, sizes.size());
        assertEquals(1, sizes.stream().filter(centre::equals).count());
    }

    @Test
    void aJavaProgramIsCompiledAndRunInItsSetting() throws Exception {
        Path source = Files.writeString(folder.resolve("Program.java"), """
                public class Program {
                    public static void main(String... args) {
                        System.out.println("{\\"event\\": \\"end\\", \\"note\\": \\"" + String.join(" ", args) + ", oneDNN "
                                + System.getenv("TF_ENABLE_ONEDNN_OPTS") + "\\"}");
                    }
                }
                """);
        List<String> start = ReferenceProgram.TENSORFLOW.java(source, folder.toString(), folder.resolve("classes"));
        Contestant eigen = ReferenceProgram.TENSORFLOW.contestants(start).stream()
                .filter(each -> each.setting().equals("eigen, 1 thread"))
                .findFirst()
                .orElseThrow();
        Reported reported = eigen.run(Workload.of("batch", 64), folder.resolve("log.txt"), each -> each);
        assertEquals(
                "--threads 1 --layers eigen --batch 64, oneDNN 0",
                reported.end().note());
        Files.writeString(source, "import org.tensorflow.Graph;");
        String reason = assertThrows(
                        ReferenceProgram.Missing.class,
                        () -> ReferenceProgram.TENSORFLOW.java(source, folder.toString(), folder.resolve("classes")))
                .getMessage();
        assertTrue(reason.contains("error: package org.tensorflow does not exist"), reason);
    }

    @Test
    void withoutACompilerAProgramInCppIsLeftOutWithTheReason() {
        String none = folder.resolve("no-compiler").toString();
        ReferenceProgram.Missing missing = assertThrows(
                ReferenceProgram.Missing.class, () -> ReferenceProgram.CPP.cpp(none, folder, folder.resolve("cpp")));
        assertEquals(
                "it needs a compiler, oneDNN and zlib (Debian: g++, libdnnl-dev, zlib1g-dev) (" + none + ": not found)",
                missing.getMessage());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void withoutTheLibraryItIsLeftOutWithTheCompilersWords() throws IOException {
        Path compiler = Files.writeString(folder.resolve("compiler"), """
                #!/bin/sh
                echo "a.cpp:30:10: fatal error: oneapi/dnnl/dnnl.hpp: No such file or directory" >&2
                exit 1
                """);
        assertTrue(compiler.toFile().setExecutable(true));
        ReferenceProgram.Missing missing = assertThrows(
                ReferenceProgram.Missing.class,
                () -> ReferenceProgram.CPP.cpp(compiler.toString(), folder, folder.resolve("cpp")));
        assertTrue(
                missing.getMessage().contains(": fatal error: oneapi/dnnl/dnnl.hpp: No such file or directory)"),
                missing.getMessage());
    }

    /** The project's program with the real jars: {@code mvn test -Dtest=LineupTest -Dtensorflow.jars=DIR}. */
    @Test
    @EnabledIfSystemProperty(named = "tensorflow.jars", matches = ".+")
    void tensorFlowTrains() throws ReferenceProgram.Missing {
        Bench.Options none = Contestants.options(Kind.EPOCHS, Path.of("data"), folder);
        Bench.Options options = new Bench.Options(
                none.kind(),
                none.only(),
                none.bases(),
                1,
                none.workload(),
                64,
                null,
                none.python(),
                Optional.of(Path.of(System.getProperty("tensorflow.jars"))),
                Optional.empty());
        List<String> start = ReferenceProgram.TENSORFLOW.start(options, folder);
        Workload workload = Contestants.digits(Path.of("data", "mnist").toAbsolutePath(), 640, 2);
        Contestant contestant = ReferenceProgram.TENSORFLOW.contestants(start).get(0);
        Reported reported =
                contestant.run(workload, folder.resolve("log.txt"), each -> each.requires(2, List.of("epoch")));
        assertTrue(reported.end().note().endsWith(", 1 thread"), reported.end().note());
    }
}
