package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.run.JavaCommand;
import dev.crosscheck.train.byhand.KernelChoice;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who competes: this program in several ways, and the programs of {@link ReferenceProgram}.
 *
 * @param contestants the settings in which each can run, by its name, in the order of their turns
 * @param leftOut why those that were asked for do not compete, by name
 */
record Lineup(Map<String, List<Contestant>> contestants, Map<String, String> leftOut) {
    private static final String PYTORCH = ReferenceProgram.PYTORCH.title();
    private static final String BY_HAND = "by-hand";
    private static final String DL4J = BenchProcess.DL4J;
    private static final String STOCK = BenchProcess.STOCK;
    static final String CUDA = "by-hand-cuda";
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** @return the names of a comparison, in the order of the turns */
    static List<String> names(Bench.Kind kind) {
        List<Integer> counts = kind == Bench.Kind.EPOCHS ? ReferenceProgram.threadCounts(CORES) : List.of(CORES);
        Stream<String> kernels = Stream.of(KernelChoice.SPARSE, KernelChoice.DENSE)
                .flatMap(each ->
                        counts.stream().map(count -> String.join("-", BY_HAND, each.label(), count.toString())));
        Stream<String> dl4j = counts.stream().map(count -> DL4J + "-" + count);
        Stream<String> programs = Stream.of("gemm", "tensorflow", PYTORCH);
        return switch (kind) {
            case EPOCHS ->
                Stream.of(
                                kernels,
                                dl4j,
                                Stream.of(STOCK, "gemm", "cpp", "cpp-sparse", "tensorflow", PYTORCH, "pytorch-course"))
                        .flatMap(names -> names)
                        .toList();
            case SIZES ->
                Stream.of(kernels, dl4j, programs).flatMap(names -> names).toList();
            case TABLE -> List.of(BY_HAND + "-" + CORES, ReferenceProgram.SKLEARN.title());
            case RACE -> List.of(BY_HAND, DL4J, PYTORCH);
        };
    }

    /** @return who competes by default on a machine with a GPU, beside it the fastest on the CPU */
    static List<String> namesOnCuda() {
        return List.of(CUDA, BY_HAND + "-sparse-" + CORES, "pytorch-cuda", "pytorch-cuda-graphs");
    }

    /** @return the name that a short one stands for, or the same: of several {@code dl4j-N} the one that {@code train} uses */
    static String fullName(String name, Bench.Kind kind) {
        return name.equals(DL4J) && kind != Bench.Kind.RACE ? DL4J + "-" + CORES : name;
    }

    /**
     * Finds what each contestant needs.
     *
     * @param folder where compiled programs and a copy of this one may be put
     */
    static Lineup of(Bench.Options options, Path folder) {
        Lineup lineup = new Lineup(new LinkedHashMap<>(), new LinkedHashMap<>());
        Map<String, List<String>> starts = new HashMap<>();
        Stream.of(List.of(CUDA), names(options.kind()), namesOnCuda())
                .flatMap(List::stream)
                .distinct()
                .filter(options.only()::contains)
                .forEach(name -> ReferenceProgram.of(name, options.kind())
                        .ifPresentOrElse(
                                program -> lineup.add(name, program, options, folder, starts),
                                () -> lineup.contestants.put(name, List.of(own(name, options, folder)))));
        return lineup;
    }

    private void add(
            String name,
            ReferenceProgram program,
            Bench.Options options,
            Path folder,
            Map<String, List<String>> starts) {
        try {
            List<String> start = starts.get(program.file());
            if (start == null) {
                start = program.start(options, folder);
                starts.put(program.file(), start);
            }
            if (options.kind() == Bench.Kind.SIZES || options.kind() == Bench.Kind.TABLE) {
                // Neither one thread nor all are faster for every size.
                program.fewAndManyThreads(start).forEach(each -> contestants.put(each.name(), List.of(each)));
            } else {
                contestants.put(
                        name,
                        program.contestants(start).stream()
                                .map(each -> each.named(name))
                                .toList());
            }
        } catch (ReferenceProgram.Missing e) {
            leftOut.put(name, e.getMessage());
        }
    }

    /** This program, as it trains by that name. */
    private static Contestant own(String name, Bench.Options options, Path folder) {
        if (options.kind() == Bench.Kind.RACE) {
            String[] train = {
                "dev.crosscheck.Main", "train", "--trainer=" + name, "--device=cpu", "--no-check", "--quiet"
            };
            List<String> command = JavaCommand.of(JavaCommand.classPath(), JavaCommand.launcherOptions(), train);
            String label = name.equals(DL4J) ? "DL4J as train tunes it" : "the trainer by hand";
            return contestant(name, label + ", " + ReferenceProgram.threads(CORES), command);
        }
        if (name.equals(STOCK)) {
            return stock(options.dl4jClassPath(), folder);
        }
        if (name.equals(CUDA)) {
            return onGpu(BenchProcess.CUDA).named(name);
        }
        String[] parts = name.split("-"); // such as by-hand-sparse-2, dl4j-2, and for tables by-hand-2
        int threads = Integer.parseInt(parts[parts.length - 1]);
        String inWords = ", " + ReferenceProgram.threads(threads);
        if (name.startsWith(DL4J)) {
            return contestant(name, "DL4J as train tunes it" + inWords, process(DL4J, threads));
        }
        return options.kind() == Bench.Kind.TABLE
                ? contestant(name, "by hand" + inWords, process(BenchProcess.TABLE, threads))
                : contestant(name, "by hand, " + parts[2] + " kernels" + inWords, process(parts[2], threads));
    }

    /** @return a process of this program that trains on the GPU, or measures it */
    static Contestant onGpu(String way) {
        return contestant(way, "by hand, CUDA kernels", process(way, 1));
    }

    private static Contestant contestant(String name, String label, List<String> command) {
        return new Contestant(name, label, "", name.equals(STOCK), command, Map.of());
    }

    private static List<String> process(String way, int threads) {
        return process(JavaCommand.classPath(), JavaCommand.launcherOptions(), way, threads);
    }

    private static List<String> process(String classPath, List<String> java, String way, int threads) {
        String main = BenchProcess.class.getName();
        return JavaCommand.of(classPath, java, main, "--way", way, "--threads", Integer.toString(threads));
    }

    /** DL4J as it comes, with Java's own choice of a garbage collector. */
    private static Contestant stock(Optional<Path> libraries, Path folder) {
        String classPath = libraries.map(file -> withLibraries(file, folder)).orElseGet(JavaCommand::classPath);
        String jars = libraries.map(file -> "jars of " + file).orElse("this build's jars");
        List<String> java = JavaCommand.launcherOptions().stream()
                .filter(option -> !option.equals("-XX:+UseSerialGC"))
                .toList();
        return contestant(STOCK, "DL4J as it comes, " + jars, process(classPath, java, BenchProcess.STOCK, 1));
    }

    /**
     * @param file holds a class path, as {@code mvn dependency:build-classpath} writes it
     * @return this program's code with those libraries, and without its own
     * @throws CrosscheckException if the file cannot be read, or names a file that is not there
     */
    static String withLibraries(Path file, Path folder) {
        try {
            String libraries = Files.readString(file).strip();
            for (String entry : libraries.split(File.pathSeparator)) {
                if (!Files.exists(Path.of(entry))) {
                    throw new CrosscheckException(
                            file + ": expected a class path of files that are there, found " + entry + ".",
                            "Write it with mvn dependency:build-classpath -Dmdep.outputFile=" + file + ".");
                }
            }
            Path code = JavaCommand.path(
                    Lineup.class.getProtectionDomain().getCodeSource().getLocation());
            return (Files.isDirectory(code) ? code : withoutManifest(code, folder.resolve("code.jar")))
                    + File.pathSeparator
                    + libraries;
        } catch (IOException e) {
            throw new CrosscheckException(
                    file + ": cannot be read: " + e.getMessage(),
                    "--dl4j-classpath names a file with a class path.",
                    e);
        }
    }

    /** Copies a jar without its manifest, which names the libraries that come with it. */
    static Path withoutManifest(Path jar, Path copy) throws IOException {
        Files.createDirectories(copy.getParent());
        Files.copy(jar, copy);
        try (FileSystem inside = FileSystems.newFileSystem(copy)) {
            Files.deleteIfExists(inside.getPath("META-INF", "MANIFEST.MF"));
        }
        return copy.toAbsolutePath();
    }
}
