package dev.crosscheck.run;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds command lines of processes that run this program's code on the current Java. */
public final class JavaCommand {
    private JavaCommand() {}

    /** @return this program's class path; under Maven it differs from the process's own */
    public static String classPath() {
        if (JavaCommand.class.getClassLoader() instanceof URLClassLoader loader) {
            List<String> entries = new ArrayList<>();
            for (URL url : loader.getURLs()) {
                entries.add(path(url).toString());
            }
            return String.join(File.pathSeparator, entries);
        }
        return System.getProperty("java.class.path");
    }

    /** @return the options in {@code bin/java.options}, of which the jar has a copy */
    public static List<String> launcherOptions() {
        try (InputStream in = JavaCommand.class.getResourceAsStream("/java.options")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param classPath its archive of classes is used if there is one
     * @param options for Java
     * @param program its main class and arguments
     */
    public static List<String> of(String classPath, List<String> options, String... program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        ClassArchive.option(classPath).ifPresent(command::add);
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(program));
        return command;
    }

    public static Path path(URL url) {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path entry that is not a file: " + url, e);
        }
    }
}
