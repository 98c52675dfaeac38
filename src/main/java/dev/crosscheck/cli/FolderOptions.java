package dev.crosscheck.cli;

import dev.crosscheck.run.RunFolder;
import dev.crosscheck.run.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The folder for a command's files. */
final class FolderOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "New or empty folder for the run's files. Default: runs/<command>-<time>.")
    private Path out;

    private Path made;

    /** The innermost folder that was there before. */
    private Path before;

    /**
     * @param command the command's name, for the default
     * @return the new folder, which is writable
     */
    RunFolder make(String command) {
        before = (out == null ? Path.of("runs") : out).toAbsolutePath().normalize();
        while (Files.notExists(before)) {
            before = before.getParent();
        }
        RunFolder folder = out == null ? RunFolder.create(command) : RunFolder.at(out);
        made = folder.path();
        return folder;
    }

    /** Makes the folder and does a command's work in it, whose log is written there. @return the exit code */
    int run(String command, ToIntFunction<RunFolder> work) {
        RunFolder folder = make(command);
        return RunLog.toFolder(folder.path(), () -> work.applyAsInt(folder));
    }

    /**
     * Deletes the folders that a command created and left empty because it failed before doing anything.
     *
     * @param command the program or a command; its subcommands are included
     */
    static void removeEmpty(CommandSpec command) {
        if (command.userObject() instanceof FolderOptions options) {
            options.removeEmpty();
        }
        command.mixins().values().forEach(FolderOptions::removeEmpty);
        command.subcommands().values().forEach(inner -> removeEmpty(inner.getCommandSpec()));
    }

    private void removeEmpty() {
        if (made == null) {
            return;
        }
        try {
            if (nothingButAnEmptyLog()) {
                Files.deleteIfExists(made.resolve(RunFolder.LOG));
                for (Path folder = made.toAbsolutePath().normalize();
                        !folder.equals(before);
                        folder = folder.getParent()) {
                    Files.delete(folder);
                }
            }
        } catch (IOException e) {
            // An empty folder does no harm, and the user needs to see the command's own failure.
        }
    }

    private boolean nothingButAnEmptyLog() throws IOException {
        try (Stream<Path> files = Files.list(made)) {
            for (Path file : files.toList()) {
                if (!file.endsWith(RunFolder.LOG) || Files.size(file) > 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
