package dev.crosscheck.cli;

import dev.crosscheck.run.RunFolder;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command leaves its files. */
final class FolderOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "New or empty folder for the run's files. Default: runs/${COMMAND-NAME}-<time>.")
    private Path out;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** @return the folder, made and found writable */
    RunFolder make() {
        return out == null ? RunFolder.create(command.name()) : RunFolder.at(out);
    }
}
