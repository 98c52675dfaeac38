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

/** Command lines of processes that run this program's code, on the Java that runs it. */
public final class JavaCommand {
    private JavaCommand() {}

    /** @return the class path that this program runs with; under Maven that is not the process's own */
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

    /** @return the options of {@code bin/java.options}, which the jar holds a copy of */
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
     * @param options for Java
     * @param program its main class, and what it is given
     */
    public static List<String> of(String classPath, List<String> options, String... program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(program));
        return command;
    }

    /** @return the file or folder that an entry of a class path is */
    public static Path path(URL url) {
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class path entry that is no file: " + url, e);
        }
    }
}
