package dev.crosscheck.cli;

import dev.crosscheck.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts the program in a process of its own, with the options for Java that {@code bin/crosscheck} gives it. */
final class Launcher {
    /** What Java says of the Vector API before any program's code runs, and no option keeps it from saying. */
    static final String INCUBATOR = "WARNING: Using incubator modules: jdk.incubator.vector";

    private static final Pattern SHELL = Pattern.compile("(?s)java\" (.*?) \\$\\{JAVA_OPTS");
    private static final Pattern WINDOWS = Pattern.compile("\"%JAVA%\" (.*?) %JAVA_OPTS%");

    private Launcher() {}

    static List<String> options() throws IOException {
        return options(SHELL, Path.of("bin", "crosscheck"));
    }

    static List<String> optionsOnWindows() throws IOException {
        return options(WINDOWS, Path.of("bin", "crosscheck.cmd"));
    }

    private static List<String> options(Pattern pattern, Path script) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(script));
        if (!matcher.find()) {
            throw new IllegalStateException(script + " does not start Java as expected");
        }
        return List.of(matcher.group(1).replace("\\\n", " ").split("\\s+"));
    }

    static ProcessBuilder process(String... arguments) throws IOException {
        return java(options(), List.of(arguments));
    }

    /** For a short process: it starts sooner, and never gets as fast. */
    static ProcessBuilder shortProcess(List<String> arguments) {
        return java(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), arguments);
    }

    /** Starts Java with other options than the program's users have. */
    static ProcessBuilder java(List<String> options, List<String> arguments) {
        return java(options, Main.class, arguments);
    }

    static ProcessBuilder java(List<String> options, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }
}
