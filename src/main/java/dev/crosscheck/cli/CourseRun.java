package dev.crosscheck.cli;

import dev.crosscheck.run.Json;
import dev.crosscheck.run.RunFolder;
import dev.crosscheck.run.RunLog;
import java.nio.file.Path;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands of course sections 1 to 4 share: a folder with their pictures, their numbers as JSON, and a log. */
final class CourseRun {
    private static final Logger LOG = LoggerFactory.getLogger(CourseRun.class);

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "New or empty folder for the run's files. Default: runs/${COMMAND-NAME}-<time>.")
    private Path out;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Makes the folder and does a command's work with it.
     *
     * @param output where the result goes
     * @param work prints and draws, and gives the numbers to be written as JSON
     * @return the exit code
     */
    int run(OutputOptions output, Function<RunFolder, Object> work) {
        return output.run(() -> {
            RunFolder folder = out == null ? RunFolder.create(command.name()) : RunFolder.at(out);
            RunLog.toFolder(folder.path(), () -> {
                Object numbers = work.apply(folder);
                Path json = folder.path().resolve(command.name() + ".json");
                Json.write(json, numbers);
                LOG.info("{} wrote {}", command.name(), json);
                output.writeJson(numbers);
                output.print("Run: %s", folder.path());
            });
            return ExitCode.OK;
        });
    }
}
