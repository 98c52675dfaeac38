package dev.crosscheck.cli;

import java.io.File;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How this program was started, and so what a user can type to start it again: whatever names a command as a next step asks here. */
final class Invocation {
    /** The system property that {@code bin/crosscheck} sets to its own path as it was typed, and the pom to the line that starts Maven. */
    static final String PROPERTY = "crosscheck.command";

    private Invocation() {}

    /** @return seconds since this process began; 0 within another program's, such as Maven's */
    static double seconds() {
        boolean ownProcess = Invocation.class.getClassLoader() == ClassLoader.getSystemClassLoader();
        return ownProcess
                ? ProcessHandle.current()
                        .info()
                        .startInstant()
                        .map(start -> Math.max(0, Instant.now().toEpochMilli() - start.toEpochMilli()) / 1e3)
                        .orElse(0.0)
                : 0;
    }

    /** @return a line for a shell: {@code crosscheck serve runs/first}, or with {@code bin/crosscheck}, {@code mvn} or {@code java -jar} */
    static String command(String... words) {
        return command(System::getProperty, words);
    }

    /** @param properties those of the system, which say how it was started; null for one that is not set */
    static String command(UnaryOperator<String> properties, String... words) {
        String line = Stream.of(words).map(Invocation::word).collect(Collectors.joining(" "));
        String program = Objects.requireNonNullElse(properties.apply(PROPERTY), "");
        if (program.startsWith("mvn ")) {
            boolean wrapper = String.valueOf(properties.apply("maven.home")).contains("wrapper");
            return (wrapper ? program.replaceFirst("mvn", "./mvnw") : program) + " -Dexec.args=\""
                    + line.replaceAll("[\\\\\"$`]", "\\\\$0") + "\"";
        }
        String jar = properties.apply("java.class.path");
        boolean one = jar.endsWith("crosscheck.jar") && !jar.contains(File.pathSeparator);
        return (!program.isEmpty() ? word(program) : one ? "java -jar " + word(jar) : "crosscheck") + " " + line;
    }

    /** @return the line for {@code first} with these further words */
    static String command(String first, List<String> more) {
        return command(Stream.concat(Stream.of(first), more.stream()).toArray(String[]::new));
    }

    /** @return a word as a shell takes it */
    private static String word(String text) {
        return text.matches("[\\w./:+@,=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
