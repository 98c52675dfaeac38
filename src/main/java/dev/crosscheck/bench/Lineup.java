package dev.crosscheck.bench;

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
    static final String DL4J = "dl4j";
    static final String STOCK = "dl4j-stock";
    static final String GEMM = "gemm";
    static final String PYTORCH = "pytorch";
    static final String COURSE = "pytorch-course";

    private static final List<String> OF_PYTHON = List.of(PYTORCH, COURSE);

    /** @return every name, in the order of the turns */
    static List<String> names() {
        return List.of(DL4J, STOCK, GEMM, PYTORCH, COURSE);
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
        int cores = Runtime.getRuntime().availableProcessors();
        return switch (name) {
            case GEMM ->
                java(name, "two dense products a step alone, " + threads(cores), false, ClassPath.current(), cores);
            case STOCK ->
                java(
                        name,
                        "DL4J as it comes, "
                                + options.dl4jClassPath()
                                        .map(file -> "its own jars")
                                        .orElse("this build's jars"),
                        true,
                        options.dl4jClassPath()
                                .map(file -> ClassPath.withLibraries(file, folder))
                                .orElseGet(ClassPath::current),
                        cores);
            default -> java(name, "DL4J as train tunes it, 1 thread", false, ClassPath.current(), 1);
        };
    }

    private static Contestant java(String name, String label, boolean slow, String classPath, int threads) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath,
                BenchChild.class.getName(),
                name,
                Integer.toString(threads));
        return new Contestant(name, label, slow, command, Map.of());
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
