package dev.crosscheck.bench;

import dev.crosscheck.train.byhand.Kernels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

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
    static final String TENSORFLOW = "tensorflow";
    static final String PYTORCH = "pytorch";
    static final String COURSE = "pytorch-course";

    static final List<Kernels> KERNELS = List.of(Kernels.SPARSE, Kernels.BLAS);

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    /** @return every name, in the order of the turns */
    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Kernels kernels : KERNELS) {
            threadCounts(CORES).forEach(threads -> names.add(byHand(kernels, threads)));
        }
        threadCounts(CORES).forEach(threads -> names.add(dl4j(threads)));
        names.addAll(List.of(STOCK, GEMM, TENSORFLOW, PYTORCH, COURSE));
        return names;
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
        List<String> others = List.of(TENSORFLOW, PYTORCH, COURSE);
        for (String name : names()) {
            if (options.only().contains(name) && !others.contains(name)) {
                lineup.contestants.add(inJava(name, options, folder));
            }
        }
        if (options.only().contains(TENSORFLOW)) {
            Found<TensorFlow> found = TensorFlow.find(options.tensorFlow(), folder);
            lineup.add(TENSORFLOW, found, there -> lineup.addBest(TENSORFLOW, TensorFlow.LAYERS, there::contestant));
        }
        if (options.only().contains(PYTORCH) || options.only().contains(COURSE)) {
            Found<Python> found = Python.find(options.python());
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
        List<String> command = likeLauncher(ClassPath.current(), TableChild.class.getName(), Integer.toString(threads));
        return new Contestant(dl4j(threads), "DL4J as train tunes it, " + threads(threads), false, command, Map.of());
    }

    private static Contestant ours(String name, String label, String what, int threads) {
        List<String> command =
                likeLauncher(ClassPath.current(), BenchChild.class.getName(), what, Integer.toString(threads));
        return new Contestant(name, label + ", " + threads(threads), false, command, Map.of());
    }

    private static Contestant stock(Optional<Path> libraries, Path folder) {
        String classPath =
                libraries.map(file -> ClassPath.withLibraries(file, folder)).orElseGet(ClassPath::current);
        String label =
                "DL4J as it comes, " + libraries.map(file -> "jars of " + file).orElse("this build's jars");
        List<String> ownCollector = launcherOptions().stream()
                .filter(option -> !option.equals("-XX:+UseSerialGC"))
                .toList();
        return new Contestant(
                STOCK, label, true, java(classPath, ownCollector, BenchChild.class.getName(), STOCK, "1"), Map.of());
    }

    /** @return the command line of a Java program with the launcher's settings */
    static List<String> likeLauncher(String classPath, String... program) {
        return java(classPath, launcherOptions(), program);
    }

    /** @return the options of {@code bin/java.options}, which the jar holds a copy of */
    private static List<String> launcherOptions() {
        try (InputStream in = Lineup.class.getResourceAsStream("/java.options")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> java(String classPath, List<String> options, String... program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(program));
        return command;
    }

    static String threads(int count) {
        return count == 1 ? "1 thread" : count + " threads";
    }
}
