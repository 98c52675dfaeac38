package dev.crosscheck.cli;

import dev.crosscheck.run.AtomicFile;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A file for a result, as the user names it with an option. The types of options say what a command does with files: one of this type is
 * written, one of type {@link Path} or {@link FileOrText} is read. What is read besides is checked by {@link OutputOptions#requireApart}.
 */
record ResultFile(Path path) {
    private static final Path STANDARD_OUTPUT = Path.of("-");

    static ResultFile of(String name) {
        return new ResultFile(Path.of(name));
    }

    boolean isStandardOutput() {
        return path.equals(STANDARD_OUTPUT);
    }

    void write(AtomicFile.Writer writer) {
        AtomicFile.writeNamed(path, writer);
    }

    /** Refuses results of a command that cannot be written. */
    static void requireWritable(CommandSpec command) {
        results(command).forEach(option -> {
            if (!AtomicFile.isWritable(file(option).path)) {
                throw Checks.wrong(command, named(option) + ": expected a file in a folder that can be written to.");
            }
        });
    }

    /** Refuses results of a command that would replace what is read. */
    static void requireApart(CommandSpec command, Stream<Path> read) {
        read.forEach(input -> results(command).forEach(option -> {
            if (AtomicFile.replaces(file(option).path, input)) {
                throw Checks.wrong(
                        command, named(option) + ": would replace what is read from " + input + ". Name another file.");
            }
        }));
    }

    /** @return the files and folders that a command line says are read, and MNIST's where it says none */
    static Stream<Path> read(CommandSpec command) {
        return Stream.concat(
                        command.args().stream().map(ArgSpec::getValue),
                        command.mixins().values().stream().map(CommandSpec::userObject))
                .flatMap(ResultFile::paths);
    }

    private static Stream<Path> paths(Object value) {
        if (value instanceof Collection<?> all) {
            return all.stream().flatMap(ResultFile::paths);
        }
        return value instanceof Path path
                ? Stream.of(path)
                : value instanceof FileOrText either
                        ? Stream.ofNullable(either.file())
                        : value instanceof DataOptions data ? Stream.of(data.folder()) : Stream.empty();
    }

    private static Stream<ArgSpec> results(CommandSpec command) {
        return command.args().stream()
                .filter(arg -> arg.getValue() instanceof ResultFile file && !file.isStandardOutput());
    }

    private static ResultFile file(ArgSpec option) {
        return option.getValue();
    }

    private static String named(ArgSpec option) {
        return ((OptionSpec) option).longestName() + " " + option.getValue();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
