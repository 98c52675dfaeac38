package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.ProjectFolder;
import dev.crosscheck.Subprocess;
import dev.crosscheck.run.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * A program under {@code src/reference} that {@link Bench} starts: a Python script, or a source file in Java or C++ that is compiled for
 * this machine first. All take the options of a {@link Workload}, and {@code --threads} and {@code --layers} if there is a choice, and
 * report as {@link Reported} says.
 */
enum ReferenceProgram {
    GEMM("java/BenchGemm.java", "a JDK", "the two large products of a step alone", Threads.ALL),
    CPP(
            "cpp/bench_onednn.cpp",
            "a compiler, oneDNN and zlib (Debian: g++, libdnnl-dev, zlib1g-dev)",
            "C++ on oneDNN, data in memory",
            Threads.TRIED),
    CPP_SPARSE(
            "cpp/bench_sparse.cpp",
            "a compiler and zlib (Debian: g++, zlib1g-dev)",
            "C++, lit pixels only, data in memory",
            Threads.TRIED),
    TENSORFLOW(
            "java/BenchTensorFlow.java",
            "a JDK and TensorFlow-Java's jars: mvn -f src/reference/java/tensorflow-pom.xml dependency:copy-dependencies"
                    + " -Dplatform=PLATFORM -DoutputDirectory=FOLDER fetches them, and --tensorflow FOLDER names them",
            "TensorFlow-Java, data in memory",
            Threads.TRIED,
            "onednn",
            "eigen"),
    PYTORCH(Texts.SCRIPT, Texts.TORCH, "PyTorch, data in memory, fused Adam", Threads.TRIED, "blas", "onednn"),
    PYTORCH_COURSE(Texts.SCRIPT, Texts.TORCH, "PyTorch, the course's script", Threads.OWN),
    PYTORCH_CUDA(Texts.SCRIPT, Texts.TORCH, "PyTorch on the GPU, data there, fused Adam, eager", Threads.OWN),
    PYTORCH_CUDA_GRAPHS(
            Texts.SCRIPT, Texts.TORCH, "PyTorch on the GPU, data there, fused Adam, CUDA graphs", Threads.OWN),
    PYTORCH_RACE(
            "python/race_pytorch.py",
            "torch (Debian: python3-torch)",
            "PyTorch, data in memory, fused Adam",
            Threads.TRIED,
            "blas",
            "onednn"),
    SKLEARN(
            "python/bench_sklearn.py",
            "sklearn, numpy (Debian: python3-sklearn)",
            "scikit-learn's MLPClassifier in float32",
            Threads.TRIED);

    /** What stands in several rows of the table. */
    private interface Texts {
        String SCRIPT = "python/bench_pytorch.py";
        String TORCH = "torch, numpy, PIL (Debian: python3-torch, python3-pil)";
    }

    /** How many threads a program uses. */
    private enum Threads {
        /** As many as it chooses. */
        OWN,
        /** One per core. */
        ALL,
        /** 1, 2, 4 ... and one per core, of which the fastest is taken. */
        TRIED
    }

    /** A program cannot run here. The message is worded to follow "since". */
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1L;

        Missing(String reason) {
            super(reason);
        }
    }

    private static final Path FOLDER = Path.of("src", "reference");
    private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");
    private static final String CPP_FLAGS = "-std=c++17 -O3 -march=native -fno-math-errno -fno-trapping-math -fopenmp";
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int PATIENCE_SECONDS = 120;

    private final String file;
    private final String needs;
    private final String label;
    private final Threads threads;
    private final List<String> layers;

    /**
     * @param needs of a script its modules, and of all how to get what is needed
     * @param layers what can compute its layers, if there is a choice
     */
    ReferenceProgram(String file, String needs, String label, Threads threads, String... layers) {
        this.file = file;
        this.needs = needs;
        this.label = label;
        this.threads = threads;
        this.layers = layers.length == 0 ? List.of("") : List.of(layers);
    }

    /** @return its name, as {@code --only} has it */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @return 1, 2, 4 ... threads, and one per core */
    static List<Integer> threadCounts(int cores) {
        List<Integer> counts = new ArrayList<>();
        for (int count = 1; count < cores; count *= 2) {
            counts.add(count);
        }
        counts.add(cores);
        return counts;
    }

    static String threads(int count) {
        return count == 1 ? "1 thread" : count + " threads";
    }

    /** @return the program of that name in a comparison; nothing if it is this program itself */
    static Optional<ReferenceProgram> of(String name, Bench.Kind kind) {
        String title = kind == Bench.Kind.RACE ? name + "-race" : name;
        return Stream.of(values()).filter(each -> each.title().equals(title)).findFirst();
    }

    /** @return its file in the folder of such programs */
    String file() {
        return file;
    }

    /**
     * @param start the start of its command line
     * @return each setting in which it can run
     */
    List<Contestant> contestants(List<String> start) {
        List<Integer> counts = switch (threads) {
            case OWN -> List.of(0);
            case ALL -> List.of(CORES);
            case TRIED -> threadCounts(CORES);
        };
        return layers.stream()
                .flatMap(kind -> counts.stream().map(count -> contestant(start, kind, count)))
                .toList();
    }

    /** @return it with one thread and with one per core, by names that say so, if it can choose; else the same */
    List<Contestant> fewAndManyThreads(List<String> start) {
        return threads != Threads.TRIED
                ? contestants(start)
                : Stream.of(1, CORES)
                        .distinct()
                        .map(count -> contestant(start, layers.get(0), count).named(title() + "-" + count))
                        .toList();
    }

    private Contestant contestant(List<String> start, String kind, int count) {
        List<String> command = new ArrayList<>(start);
        if (file.equals(Texts.SCRIPT)) {
            command.addAll(List.of("--way", title()));
        }
        if (count == 0) {
            return new Contestant(title(), label, "", this == PYTORCH_COURSE, command, Map.of());
        }
        String number = Integer.toString(count);
        command.addAll(List.of("--threads", number));
        String setting = threads(count);
        if (!kind.isEmpty()) {
            command.addAll(List.of("--layers", kind));
            setting = kind + ", " + setting;
        }
        // Setting its threads leaves those of a program's BLAS as they are, and they spin: the variables decide for
        // both.
        Map<String, String> environment = Map.of(
                "OMP_NUM_THREADS", number,
                "OPENBLAS_NUM_THREADS", number,
                "TF_ENABLE_ONEDNN_OPTS", kind.equals("onednn") ? "1" : "0");
        return new Contestant(title(), label + ", " + setting, setting, false, command, environment);
    }

    /**
     * Finds or compiles what it is started with.
     *
     * @param folder where a compiled program may be put
     * @return the start of its command line
     * @throws Missing if something that it needs is not there
     */
    List<String> start(Bench.Options options, Path folder) throws Missing {
        Path source = ProjectFolder.find(FOLDER.resolve(file))
                .orElseThrow(() -> new Missing(FOLDER.resolve(file) + " is not there: run from the project's root"));
        Path compiled = folder.resolve(title()).toAbsolutePath();
        if (file.endsWith(".py")) {
            List<String> pythons = options.python().map(List::of).orElse(PYTHONS);
            String modules = needs.replaceFirst(" \\(.*", "");
            return List.of(first(pythons, List.of("-c", "import " + modules), compiled), source.toString());
        }
        if (file.endsWith(".cpp")) {
            return List.of(cpp("c++", source, compiled));
        }
        return java(source, libraries(options), compiled);
    }

    private String needs() {
        return this == TENSORFLOW ? needs.replace("PLATFORM", Loader.getPlatform()) : needs;
    }

    private String libraries(Bench.Options options) throws Missing {
        if (this != TENSORFLOW) {
            return JavaCommand.classPath();
        }
        return options.tensorFlow()
                .map(jars -> jars.toAbsolutePath().resolve("*").toString())
                .orElseThrow(() -> new Missing("it needs " + needs()));
    }

    /** @return the file of a program in C++ */
    String cpp(String compiler, Path source, Path compiled) throws Missing {
        String program = compiled.resolve("program").toString();
        List<String> arguments = new ArrayList<>(List.of(CPP_FLAGS.split(" ")));
        arguments.addAll(List.of(source.toString(), "-o", program, "-lz"));
        if (this == CPP) {
            arguments.add("-ldnnl");
        }
        first(List.of(compiler), arguments, compiled);
        return program;
    }

    /** @return the command line of a Java program */
    List<String> java(Path source, String libraries, Path compiled) throws Missing {
        String javac = Path.of(System.getProperty("java.home"), "bin", "javac").toString();
        String[] options = {"-proc:none", "-encoding", "UTF-8", "-cp", libraries, "-d", compiled.toString()};
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(source.toString());
        first(List.of(javac), arguments, compiled);
        String main = source.getFileName().toString().replace(".java", "");
        return JavaCommand.of(compiled + File.pathSeparator + libraries, JavaCommand.launcherOptions(), main);
    }

    /** @return the first interpreter or compiler that is there and does this without an error */
    private String first(List<String> tools, List<String> arguments, Path folder) throws Missing {
        List<String> problems = new ArrayList<>();
        for (String tool : tools) {
            List<String> command = new ArrayList<>(List.of(tool));
            command.addAll(arguments);
            Optional<String> problem = problem(command, folder);
            if (problem.isEmpty()) {
                return tool;
            }
            problems.add(tool + ": " + problem.get());
        }
        String python = file.endsWith(".py") ? "; --python names another Python" : "";
        throw new Missing("it needs " + needs() + python + " (" + String.join("; ", problems) + ")");
    }

    /** @return why a command failed, by the line in which it says so */
    private static Optional<String> problem(List<String> command, Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CrosscheckException(
                    folder + ": cannot be written: " + e.getMessage(), "Leave such programs out with --only.", e);
        }
        try {
            Subprocess.Ended ended = Subprocess.of(command)
                    .with(environment -> environment.put("LC_ALL", "C"))
                    .merged()
                    .toItsEnd(PATIENCE_SECONDS);
            if (ended.code() == Subprocess.Ended.LATE) {
                return Optional.of("no end after " + PATIENCE_SECONDS + " s");
            }
            if (ended.code() == 0) {
                return Optional.empty();
            }
            return Optional.of(ended.output()
                    .lines()
                    .filter(line -> line.contains("rror: ") || line.contains("cannot find "))
                    .findFirst()
                    .map(line -> line.replaceFirst(".*?(fatal error: |error: |cannot find )", "$1"))
                    .orElse("exit code " + ended.code()));
        } catch (IOException e) {
            return Optional.of("not found");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CrosscheckException(command.get(0) + " was interrupted.", "Start again.", e);
        }
    }
}
