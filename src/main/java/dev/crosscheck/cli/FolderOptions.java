package dev.crosscheck.cli;

import dev.crosscheck.run.RunFolder;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command leaves its files. */
final class FolderOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "New or empty folder for the run's files. Default: runs/<command>-<time>.")
    private Path out;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Refuses a folder where there is nothing to choose. @param reason why, as a sentence */
    void requireNone(String reason) {
        if (out != null) {
            throw new ParameterException(spec.commandLine(), "--out " + out + ": " + reason);
        }
    }

    /**
     * @param command the command's name, for the default
     * @return the folder, made and found writable
     */
    RunFolder make(String command) {
        return out == null ? RunFolder.create(command) : RunFolder.at(out);
    }
}
