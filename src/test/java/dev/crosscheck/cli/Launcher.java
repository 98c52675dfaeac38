package dev.crosscheck.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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

    static ProcessBuilder process(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + OPTIONS.toAbsolutePath());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.crosscheck.Main"));
        Stream.of(arguments).forEach(command::add);
        return new ProcessBuilder(command);
    }
}
