package dev.crosscheck.cli;

import dev.crosscheck.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts the program in a process of its own, with the options for Java that {@code bin/crosscheck} gives it. */
final class Launcher {
    /** What Java says of the Vector API before any program's code runs, and no option keeps it from saying. */
    static final String INCUBATOR = "WARNING: Using incubator modules: jdk.incubator.vector";

    private static final Path OPTIONS = Path.of("bin", "java.options");

    private Launcher() {}

    static List<String> options() throws IOException {
        return Files.readAllLines(OPTIONS).stream()
                .filter(line -> line.startsWith("-"))
                .toList();
    }

    /** None of these runs long enough to get fast. */
    static ProcessBuilder process(String... arguments) {
        List<String> options = List.of("@" + OPTIONS.toAbsolutePath(), "-XX:TieredStopAtLevel=1");
        return java(options, Main.class, List.of(arguments));
    }

    /**
     * For a short process: it starts sooner, and never gets as fast. Without the Vector API's module Java says nothing as it starts,
     * which it would wait with where nobody reads.
     */
    static ProcessBuilder shortProcess(String... arguments) throws IOException {
        return java(shortOptions(), Main.class, List.of(arguments));
    }

    static List<String> shortOptions() throws IOException {
        List<String> options = new ArrayList<>(options());
        options.removeIf(option -> option.startsWith("--add-modules"));
        options.add("-XX:TieredStopAtLevel=1");
        return options;
    }

    /** Starts Java with other options than the program's users have. */
    static ProcessBuilder java(List<String> options, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
