package dev.crosscheck.bench;

import dev.crosscheck.byhand.Kernels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who competes.
 *
 * @param contestants in the order of their turns
 * @param python what runs PyTorch, if it competes
 * @param leftOut why those that were asked for do not compete, by name
 */
record Lineup(List<Contestant> contestants, Optional<Python> python, Map<String, String> leftOut) {
    static final String BY_HAND = "by-hand";
    static final String DL4J = "dl4j";
    static final String STOCK = "dl4j-stock";
    static final String GEMM = "gemm";
    static final String PYTORCH = "pytorch";
    static final String COURSE = "pytorch-course";

    static final List<Kernels> KERNELS = List.of(Kernels.SPARSE, Kernels.BLAS);

    /** Options for Java as bin/crosscheck and Maven give them, but for those that only silence warnings. */
    private static final List<String> LIKE_LAUNCHER = List.of("-XX:+UseSerialGC");

    private static final List<String> OF_PYTHON = List.of(PYTORCH, COURSE);

    /** @return every name, in the order of the turns */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Kernels kernels : KERNELS) {
            threadCounts(Runtime.getRuntime().availableProcessors())
                    .forEach(threads -> names.add(byHand(kernels, threads)));
        }
        names.addAll(List.of(DL4J, STOCK, GEMM, PYTORCH, COURSE));
        return names;
    }

    /** @return the trainer by hand's name, for instance {@code by-hand-sparse-2} */
    static String byHand(Kernels kernels, int threads) {
        return String.join("-", BY_HAND, kernels.label(), Integer.toString(threads));
    }

    /** @return 1, 2, 4 ... threads, and one for each core */
    static List<Integer> threadCounts(int cores) {
        List<Integer> counts = new ArrayList<>();
        for (int threads = 1; threads < cores; threads *= 2) {
            counts.add(threads);
        }
        counts.add(cores);
        return counts;
    }

    /**
     * Finds what each needs. PyTorch's setting is that of one thread until a trial has found the best.
     *
     * @param options who is asked for, and with what
     * @param folder where files of the run may be put
     */
    static Lineup of(Options options, Path folder) {
        List<Contestant> contestants = new ArrayList<>();
        Map<String, String> leftOut = new LinkedHashMap<>();
        for (String name : names()) {
            if (options.only().contains(name) && !OF_PYTHON.contains(name)) {
                contestants.add(inJava(name, options, folder));
            }
        }
        Optional<Python> python = Optional.empty();
        if (OF_PYTHON.stream().anyMatch(options.only()::contains)) {
            Python.Found found = Python.find(options.python());
            python = found.python();
            for (String name : OF_PYTHON) {
                if (options.only().contains(name)) {
                    python.ifPresentOrElse(
                            there -> contestants.add(inPython(name, there)), () -> leftOut.put(name, found.reason()));
                }
            }
        }
        return new Lineup(List.copyOf(contestants), python, leftOut);
    }

    private static Contestant inJava(String name, Options options, Path folder) {
        if (name.startsWith(BY_HAND)) {
            String[] parts = name.substring(BY_HAND.length() + 1).split("-");
            int threads = Integer.parseInt(parts[1]);
            String label = "by hand, " + parts[0] + " kernels, " + threads(threads);
            return new Contestant(
                    name, label, false, java(ClassPath.current(), LIKE_LAUNCHER, parts[0], threads), Map.of());
        }
        int cores = Runtime.getRuntime().availableProcessors();
        return switch (name) {
            case GEMM -> {
                String label = "the two large products of a step alone, " + threads(cores);
                yield new Contestant(
                        name, label, false, java(ClassPath.current(), LIKE_LAUNCHER, name, cores), Map.of());
            }
            case STOCK -> stock(options.dl4jClassPath(), folder);
            default ->
                new Contestant(
                        name,
                        "DL4J as train tunes it, 1 thread",
                        false,
                        java(ClassPath.current(), LIKE_LAUNCHER, name, 1),
                        Map.of());
        };
    }

    private static Contestant stock(Optional<Path> libraries, Path folder) {
        String classPath =
                libraries.map(file -> ClassPath.withLibraries(file, folder)).orElseGet(ClassPath::current);
        String label =
                "DL4J as it comes, " + libraries.map(file -> "jars of " + file).orElse("this build's jars");
        return new Contestant(STOCK, label, true, java(classPath, List.of(), STOCK, 1), Map.of());
    }

    private static List<String> java(String classPath, List<String> options, String what, int threads) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath,
                BenchChild.class.getName(),
                what,
                Integer.toString(threads)));
        return command;
    }

    private static Contestant inPython(String name, Python python) {
        return name.equals(COURSE)
                ? new Contestant(name, "PyTorch, the course's script", true, python.command("course"), Map.of())
                : pyTorch(name, python, new PyTorchSetting("blas", 1));
    }

    /** @return PyTorch at its best, in a setting */
    static Contestant pyTorch(String name, Python python, PyTorchSetting setting) {
        String threads = Integer.toString(setting.threads());
        return new Contestant(
                name,
                "PyTorch, data in memory, fused Adam, " + setting,
                false,
                python.command("best", "--threads", threads, "--layers", setting.layers()),
                // torch.set_num_threads leaves OpenBLAS's own threads as they are, and they spin.
                Map.of("OMP_NUM_THREADS", threads, "OPENBLAS_NUM_THREADS", threads));
    }

    static String threads(int count) {
        return count == 1 ? "1 thread" : count + " threads";
    }
}
