package dev.crosscheck.bench;

import dev.crosscheck.CrosscheckException;
import dev.crosscheck.ProjectFolder;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.bytedeco.javacpp.Loader;

/**
 * TensorFlow-Java, whose jars are no part of this program, and the project's program that trains with it.
 *
 * @param classPath the jars and the compiled program
 */
record TensorFlow(String classPath) {
    static final List<String> LAYERS = List.of("onednn", "eigen");

    private static final Path FOLDER = Path.of("src", "reference", "java");
    private static final String PROGRAM = "BenchTensorFlow";
    private static final List<String> JARS = List.of(
            "tensorflow-core-api-.*",
            "tensorflow-core-native-.*-" + Loader.getPlatform(),
            "tensorflow-framework-.*",
            "ndarray-.*",
            "javacpp-.*",
            "protobuf-java-.*");

    /**
     * Looks for the jars and compiles the program with them, beforehand, so that it starts as any Java program does.
     *
     * @param jars the folder that has them, if one was named
     * @param folder where the compiled program may be put; deleted when this program ends
     */
    static Found<TensorFlow> find(Optional<Path> jars, Path folder) {
        Optional<Path> source = ProjectFolder.find(FOLDER.resolve(PROGRAM + ".java"));
        if (source.isEmpty()) {
            return Found.nothing(FOLDER + " is not there: run from the project's root");
        }
        return jars.map(there -> find(there, source.get(), folder.resolve("tensorflow")))
                .orElseGet(() -> Found.nothing(
                        "--tensorflow names no folder with its jars: " + fetch(Path.of("FOLDER")) + " fetches them"));
    }

    /** The same with any program that has the name of the project's. */
    static Found<TensorFlow> find(Path folder, Path source, Path classes) {
        List<Path> jars = jars(folder);
        List<String> missing = missing(jars);
        if (!missing.isEmpty()) {
            return Found.nothing(
                    folder + " has no " + String.join(", no ", missing) + ": " + fetch(folder) + " fetches them");
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            return Found.nothing("this Java has no compiler: start with a JDK's");
        }
        String libraries = jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        return compile(compiler, source, libraries, classes.toAbsolutePath());
    }

    private static String fetch(Path folder) {
        return "mvn -f " + FOLDER.resolve("tensorflow-pom.xml") + " dependency:copy-dependencies -Dplatform="
                + Loader.getPlatform() + " -DoutputDirectory=" + folder.toAbsolutePath();
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .map(Path::toAbsolutePath)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CrosscheckException(
                    folder + ": cannot be read: " + e.getMessage(), "--tensorflow names a folder with jars.", e);
        }
    }

    private static List<String> missing(List<Path> jars) {
        return JARS.stream()
                .filter(wanted -> jars.stream()
                        .noneMatch(jar -> jar.getFileName().toString().matches(wanted + "\\.jar")))
                .map(wanted -> wanted.replace(".*", "*") + ".jar")
                .toList();
    }

    private static Found<TensorFlow> compile(JavaCompiler compiler, Path source, String libraries, Path classes) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String[] arguments = {
            "-proc:none", "-encoding", "UTF-8", "-cp", libraries, "-d", classes.toString(), source.toString()
        };
        try {
            Files.createDirectories(classes).toFile().deleteOnExit();
            int code = compiler.run(null, said, said, arguments);
            try (Stream<Path> files = Files.list(classes)) {
                files.forEach(file -> file.toFile().deleteOnExit());
            }
            return code == 0
                    ? Found.of(new TensorFlow(classes + File.pathSeparator + libraries))
                    : Found.nothing("its jars are not those that the program is written for: "
                            + said.toString(StandardCharsets.UTF_8)
                                    .lines()
                                    .findFirst()
                                    .orElse(""));
        } catch (IOException e) {
            throw new CrosscheckException(
                    classes + ": cannot be written: " + e.getMessage(), "Leave tensorflow out with --only.", e);
        }
    }

    /** @return TensorFlow-Java in a setting */
    Contestant contestant(Setting setting) {
        List<String> command =
                Lineup.likeLauncher(classPath, PROGRAM, "--threads", Integer.toString(setting.threads()));
        return new Contestant(
                Lineup.TENSORFLOW,
                "TensorFlow-Java, data in memory, " + setting,
                false,
                command,
                Map.of("TF_ENABLE_ONEDNN_OPTS", setting.layers().equals("onednn") ? "1" : "0"));
    }
}
