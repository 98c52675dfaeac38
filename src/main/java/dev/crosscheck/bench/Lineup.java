package dev.crosscheck.bench;

import dev.crosscheck.run.JavaCommand;
import dev.crosscheck.train.byhand.Kernels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Who competes.
 *
 * @param contestants in the order of their turns; those with settings appear with their first
 * @param settings what those that have a choice may run as, by name
 * @param leftOut why those that were asked for do not compete, by name
 */
record Lineup(
        List<Contestant> contestants, Map<String, Map<Setting, Contestant>> settings, Map<String, String> leftOut) {
    static final String BY_HAND = "by-hand";
    static final String DL4J = "dl4j";
    static final String STOCK = "dl4j-stock";
    static final String GEMM = "gemm";
    static final String CPP = "cpp";
    static final String TENSORFLOW = "tensorflow";
    static final String PYTORCH = "pytorch";
    static final String COURSE = "pytorch-course";

    /** The trainer by hand on a GPU, as {@link BenchChild} knows it. */
    static final String CUDA = "cuda";

    static final String BY_HAND_CUDA = BY_HAND + "-" + CUDA;
    static final String PYTORCH_CUDA = PYTORCH + "-cuda";
    static final String PYTORCH_GRAPHS = PYTORCH + "-cuda-graphs";

    static final List<Kernels> KERNELS = List.of(Kernels.SPARSE, Kernels.DENSE);

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** @return every name, in the order of the turns */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Kernels kernels : KERNELS) {
            threadCounts(CORES).forEach(threads -> names.add(byHand(kernels, threads)));
        }
        threadCounts(CORES).forEach(threads -> names.add(dl4j(threads)));
        names.addAll(List.of(STOCK, GEMM, CPP, TENSORFLOW, PYTORCH, COURSE));
        return names;
    }

    /** @return who competes on a machine with a GPU, in the order of the turns: beside it the fastest on the CPU */
    static List<String> namesOnCuda() {
        return List.of(BY_HAND_CUDA, byHand(Kernels.SPARSE, CORES), PYTORCH_CUDA, PYTORCH_GRAPHS);
    }

    /** @return DL4J's name as {@code train} uses it: with a thread for each core */
    static String dl4j() {
        return dl4j(CORES);
    }

    private static String dl4j(int threads) {
        return DL4J + "-" + threads;
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
     * Finds what each needs.
     *
     * @param options which contestants are asked for, and with what
     * @param folder where files of the run may be put
     */
    static Lineup of(Options options, Path folder) {
        Lineup lineup = new Lineup(new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        List<String> others = List.of(CPP, TENSORFLOW, PYTORCH, COURSE, PYTORCH_CUDA, PYTORCH_GRAPHS);
        for (String name :
                Stream.concat(Stream.of(BY_HAND_CUDA), names().stream()).toList()) {
            if (options.only().contains(name) && !others.contains(name)) {
                lineup.contestants.add(inJava(name, options, folder));
            }
        }
        if (options.only().contains(CPP)) {
            lineup.add(CPP, OneDnn.find(folder), there -> lineup.addBest(CPP, OneDnn.LAYERS, there::contestant));
        }
        if (options.only().contains(TENSORFLOW)) {
            Found<TensorFlow> found = TensorFlow.find(options.tensorFlow(), folder);
            lineup.add(TENSORFLOW, found, there -> lineup.addBest(TENSORFLOW, TensorFlow.LAYERS, there::contestant));
        }
        List<String> inPython = List.of(PYTORCH, COURSE, PYTORCH_CUDA, PYTORCH_GRAPHS);
        if (inPython.stream().anyMatch(options.only()::contains)) {
            Found<Python> found = Python.find(options.python());
            for (String name : List.of(PYTORCH_CUDA, PYTORCH_GRAPHS)) {
                if (options.only().contains(name)) {
                    lineup.add(name, found, there -> lineup.contestants.add(there.onCuda(name)));
                }
            }
            if (options.only().contains(PYTORCH)) {
                lineup.add(PYTORCH, found, there -> lineup.addBest(PYTORCH, Python.LAYERS, there::best));
            }
            if (options.only().contains(COURSE)) {
                lineup.add(COURSE, found, there -> lineup.contestants.add(there.course()));
            }
        }
        return lineup;
    }

    private <T> void add(String name, Found<T> found, Consumer<T> add) {
        found.it().ifPresentOrElse(add, () -> leftOut.put(name, found.reason()));
    }

    private void addBest(String name, List<String> layers, Function<Setting, Contestant> in) {
        Map<Setting, Contestant> all = new LinkedHashMap<>();
        Setting.all(layers, CORES).forEach(setting -> all.put(setting, in.apply(setting)));
        settings.put(name, all);
        contestants.add(all.values().iterator().next());
    }

    private static Contestant inJava(String name, Options options, Path folder) {
        if (name.equals(STOCK)) {
            return stock(options.dl4jClassPath(), folder);
        }
        if (name.equals(GEMM)) {
            return ours(name, "the two large products of a step alone", GEMM, CORES);
        }
        if (name.equals(BY_HAND_CUDA)) {
            return ours(name, "by hand, CUDA kernels", CUDA, 1);
        }
        String[] parts = name.split("-");
        int threads = Integer.parseInt(parts[parts.length - 1]);
        if (name.startsWith(BY_HAND)) {
            String kernels = parts[parts.length - 2];
            return ours(name, "by hand, " + kernels + " kernels", kernels, threads);
        }
        return ours(name, "DL4J as train tunes it", DL4J, threads);
    }

    /** @return this program on tables, as {@code train} learns from them */
    static Contestant onTables(int threads) {
        List<String> command =
                likeLauncher(JavaCommand.classPath(), TableChild.class.getName(), Integer.toString(threads));
        return new Contestant(dl4j(threads), "DL4J as train tunes it, " + threads(threads), false, command, Map.of());
    }

    private static Contestant ours(String name, String label, String what, int threads) {
        List<String> command =
                likeLauncher(JavaCommand.classPath(), BenchChild.class.getName(), what, Integer.toString(threads));
        return new Contestant(name, label + ", " + threads(threads), false, command, Map.of());
    }

    private static Contestant stock(Optional<Path> libraries, Path folder) {
        String classPath =
                libraries.map(file -> ClassPath.withLibraries(file, folder)).orElseGet(JavaCommand::classPath);
        String label =
                "DL4J as it comes, " + libraries.map(file -> "jars of " + file).orElse("this build's jars");
        List<String> ownCollector = JavaCommand.launcherOptions().stream()
                .filter(option -> !option.equals("-XX:+UseSerialGC"))
                .toList();
        return new Contestant(
                STOCK,
                label,
                true,
                JavaCommand.of(classPath, ownCollector, BenchChild.class.getName(), STOCK, "1"),
                Map.of());
    }

    /** @return the command line of a Java program with the launcher's settings */
    static List<String> likeLauncher(String classPath, String... program) {
        return JavaCommand.of(classPath, JavaCommand.launcherOptions(), program);
    }

    static String threads(int count) {
        return count == 1 ? "1 thread" : count + " threads";
    }
}
