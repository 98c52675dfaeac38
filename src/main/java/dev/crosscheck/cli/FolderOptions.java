package dev.crosscheck.cli;

import dev.crosscheck.run.RunFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a command leaves its files. */
final class FolderOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "New or empty folder for the run's files. Default: runs/<command>-<time>.")
    private Path out;

    /**
     * @param command the command's name, for the default
     * @return the folder, made and found writable
     */
    RunFolder make(String command) {
        return out == null ? RunFolder.create(command) : RunFolder.at(out);
    }
}
